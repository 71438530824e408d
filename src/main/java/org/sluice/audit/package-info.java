/**
 * Owns the append-only record of who did what to what, when, from where, with which outcome.
 *
 * <p>It never changes or deletes an entry and never judges one. Its door is {@link
 * org.sluice.audit.AuditLog}. It is a room below all others so that each of them can record without
 * knowing who reads.
 */
@Room
package org.sluice.audit;

import org.sluice.platform.Room;
