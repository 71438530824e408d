package org.sluice.configsource.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;
import org.sluice.configsource.answer.Question;

/**
 * All that an answer depends on: the same key is the same answer, byte by byte, for ever.
 *
 * @param source the source that answers
 * @param rules number of changes of its rules
 * @param commit that is read, 40 hex digits
 * @param label by whose name the answer goes: what was asked for, or the default
 * @param question what was asked
 * @param form how it is written
 * @param path of the file that is wanted; null if configuration is
 * @param resolve whether values are put in the place of placeholders
 */
record AnswerKey(
    UUID source,
    long rules,
    String commit,
    String label,
    Question question,
    Form form,
    String path,
    boolean resolve) {

  /** How an answer is written. */
  enum Form {
    /** All documents as JSON. */
    DOCUMENTS,
    /** The same with where each value stands. */
    ORIGINS,
    /** The outcome as properties. */
    PROPERTIES,
    /** The outcome as YAML. */
    YAML,
    /** The outcome as JSON. */
    JSON,
    /** A file as text. */
    TEXT,
    /** A file as it is. */
    BYTES
  }

  /** The entity tag (RFC 9110, section 8.8.3), with its quotes; known without any answer. */
  String tag() {
    String all =
        String.join(
            "\n",
            source.toString(),
            Long.toString(rules),
            commit,
            label,
            question.application(),
            question.profile(),
            String.valueOf(question.label()),
            form.name(),
            String.valueOf(path),
            Boolean.toString(resolve));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return "\""
          + Base64.getUrlEncoder().withoutPadding().encodeToString(digest).substring(0, 27)
          + "\"";
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
