/**
 * Owns the database: where it is, that its schema is of this release, and the one way to write a
 * statement without entities.
 *
 * <p>It never holds a statement of its own about a feature's rows. Its doors are {@link
 * org.sluice.platform.database.Database}, {@link org.sluice.platform.database.Statements} and the
 * violations that a writer can tell apart. It is apart since H2 and PostgreSQL, EclipseLink and
 * Hibernate differ here and nowhere else.
 */
package org.sluice.platform.database;
