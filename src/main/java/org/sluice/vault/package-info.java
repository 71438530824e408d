/**
 * Owns the sealing of secrets and the master keys that it is done with.
 *
 * <p>It never stores a sealed secret and never knows what one is for: the rows belong to the rooms
 * above. Its door is {@link org.sluice.vault.Vault}. It is a room of its own so that no other code
 * ever touches a key.
 */
@Room
package org.sluice.vault;

import org.sluice.platform.Room;
