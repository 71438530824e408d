package org.sluice.registry.tag;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What came of a change of tags.
 *
 * @param changed number of repositories whose tags are others now
 * @param unchanged number of those that were so already
 * @param refused number of those that would have more than 20 tags, and keep what they had
 */
@Schema(name = "TagsChanged")
public record TagsChanged(long changed, long unchanged, long refused) {

  /** Nothing yet. */
  public static final TagsChanged NONE = new TagsChanged(0, 0, 0);

  /** Both together. */
  public TagsChanged and(TagsChanged more) {
    return new TagsChanged(
        changed + more.changed, unchanged + more.unchanged, refused + more.refused);
  }
}
