/**
 * Reads what the commits of a mirror hold, for whoever serves files from it. It belongs to the room
 * {@code git}.
 *
 * <p>It never writes, takes no lock and knows no work tree: everything comes from the object
 * database. Its doors are {@link org.sluice.git.tree.MirrorLabels} and {@link
 * org.sluice.git.tree.BranchTip}, the names by which commits are called; {@link
 * org.sluice.git.tree.CommitTree}, the files of one that somebody asks for, and {@link
 * org.sluice.git.tree.TreeFiles}, all of them in order; {@link org.sluice.git.tree.BlobReader},
 * what is in them. It is apart from serving clones, since here a path that somebody asks for must
 * lead to a file of that commit or to nothing.
 */
package org.sluice.git.tree;
