package org.sluice.configsource.answer;

import java.util.Map;
import org.sluice.configsource.document.Value;

/**
 * A document in its place among others.
 *
 * @param name unlike that of any other in the answer
 * @param path of its file from the root of the commit
 * @param values by their keys, in the order of the file
 */
public record PropertySource(String name, String path, Map<String, Value> values) {}
