/**
 * Writes an answer down in the forms that clients of Spring Cloud Config know. It belongs to the
 * room {@code configsource}.
 *
 * <p>It never reads a file: all that it writes is in the answer. Its doors are {@link
 * org.sluice.configsource.form.EnvironmentJson}, for programs that sort out themselves what wins,
 * and {@link org.sluice.configsource.form.FlatForm}, for those that want the outcome. It is apart
 * from answering, since one answer has many forms.
 */
package org.sluice.configsource.form;
