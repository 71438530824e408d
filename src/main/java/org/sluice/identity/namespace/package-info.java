/**
 * Owns namespaces: their names, their kinds, and who belongs to one in which role.
 *
 * <p>It never knows what lies in a namespace; rooms above say so as {@link
 * org.sluice.identity.NamespaceUse}. Its beginning is {@link
 * org.sluice.identity.namespace.NamespaceStore}. It is apart from users since a namespace outlives
 * its members, and its maintainers decide about it, not the administrators.
 */
package org.sluice.identity.namespace;
