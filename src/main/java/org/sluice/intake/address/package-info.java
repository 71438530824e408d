/**
 * Makes the clone URL of whatever names a repository: an address as a browser, a shell or a mail
 * has it.
 *
 * <p>It asks nobody and looks nothing up. Its door is {@link org.sluice.intake.address.Address}. It
 * is apart, since what an address means can be told, and tested, without any list around it.
 */
package org.sluice.intake.address;
