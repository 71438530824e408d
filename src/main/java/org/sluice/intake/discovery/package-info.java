/**
 * Looks through what accounts at forges see, and chooses of it what is to be imported.
 *
 * <p>It stores nothing and adds nothing. Its door is {@link org.sluice.intake.discovery.Discovery}.
 * It is apart, since a forge that is asked for everything takes its time, and nobody else here goes
 * out.
 */
package org.sluice.intake.discovery;
