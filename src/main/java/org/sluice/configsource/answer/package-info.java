/**
 * Finds which documents of a commit answer a question, and in which order. It belongs to the room
 * {@code configsource}.
 *
 * <p>It never writes an answer down and knows no HTTP, and what it is given besides the question is
 * one commit: two answers about one commit are the same. Its door is {@link
 * org.sluice.configsource.answer.ConfigAnswer}; plain files are found by {@link
 * org.sluice.configsource.answer.PlainFiles}. The rules are those of Spring Cloud Config Server
 * 5.0, which are mostly those by which Spring Boot loads its own files, and a test holds the
 * answers to those of the real one.
 *
 * <p>An answer: the search paths become folders of the commit. {@code Assembly} looks in them for
 * the files that are named after the applications and reads what they import; now it is known which
 * profiles there are, the files that are named after those come in, and the documents that hold
 * only for some. {@code Contribution} is a place in the tree that grows by this; the answer is the
 * tree, walked from what wins to what loses.
 *
 * <p>A failure: a file is no YAML. It contributes nothing, the answer names it in {@code unread},
 * and everything else is served; the real server would answer 500.
 */
package org.sluice.configsource.answer;
