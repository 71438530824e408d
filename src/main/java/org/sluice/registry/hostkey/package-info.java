/**
 * Owns the keys by which SSH hosts are known again: what a host showed, and which of it a person
 * has approved.
 *
 * <p>It never connects to anybody; whoever did tells it what he was shown. Its door is {@link
 * org.sluice.registry.hostkey.HostKeyService}. It is apart from credentials because trust in a host
 * and leave to enter there are given by different people at different times.
 */
package org.sluice.registry.hostkey;
