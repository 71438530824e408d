package org.sluice.configsource.answer;

/**
 * Something of a file that the answer lacks.
 *
 * @param path of the file from the root of the commit
 * @param reason safe to show, in words that follow the path
 */
public record UnreadFile(String path, String reason) {}
