/**
 * Makes documents of keys and values of the bytes of a file. It belongs to the room {@code
 * configsource}.
 *
 * <p>It never knows where a file lies or who asks for it, so what it makes can be kept by the id of
 * the blob and the format. Its door is {@link org.sluice.configsource.document.ParsedFile}. It is
 * apart from answering, since files come from anybody: here are the limits that no file gets
 * around.
 *
 * <p>Files are read as Spring's programs read them, down to the line and column of each value,
 * because clients show these.
 */
package org.sluice.configsource.document;
