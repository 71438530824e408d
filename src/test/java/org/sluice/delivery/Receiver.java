package org.sluice.delivery;

import java.util.List;
import java.util.SortedMap;

/** Somebody to whom files are sent, and who keeps them, as tests see him. */
public interface Receiver {

  /** Where messages are posted to. */
  String url();

  /** Says which secrets may have signed; those said before do no longer. */
  void accept(String... secrets);

  /** From now on does this to the messages that it meets. */
  void fail(Fault fault);

  /** Forgets all faults, and lets go of connections that hang. */
  void heal();

  /** How many connections hang now. */
  int hanging();

  /** All messages, oldest first. */
  List<ReceivedMessage> log();

  /**
   * How many files of all repositories were sent whole and taken, each as often as it was, those
   * that were deleted too; no duplicates.
   */
  int filesTaken();

  /**
   * The files that it has.
   *
   * @param repository {@code owner/name}
   * @return as {@link FolderComparison} describes files
   */
  SortedMap<String, String> files(String repository);
}
