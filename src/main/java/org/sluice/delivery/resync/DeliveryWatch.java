package org.sluice.delivery.resync;

import org.sluice.delivery.run.RunWatch;
import org.sluice.job.ItemRun;

/**
 * Shows the runs of a job's item in files: what is counted is what the receiver has taken.
 *
 * <p>Of a re-sync the files of the commit are counted, of a retry the messages that were left.
 */
final class DeliveryWatch implements RunWatch {

  private final ItemRun item;
  private final boolean whole;
  private int total;
  private int delivered;
  private long sent;

  DeliveryWatch(ItemRun item, boolean whole) {
    this.item = item;
    this.whole = whole;
  }

  @Override
  public void counted(int files, int arrived, int toSend) {
    total = whole ? files : delivered + toSend;
    delivered = whole ? arrived : delivered;
    item.count("filesTotal", total);
    show();
  }

  @Override
  public void taken(String path, boolean arrived, long bytes) {
    delivered += !whole || arrived ? 1 : 0;
    sent += bytes;
    show();
  }

  private void show() {
    item.count("filesDelivered", delivered);
    item.progress("DELIVERING", total == 0 ? Double.NaN : (double) delivered / total, sent);
  }

  /** What was done, in a few words. */
  String words() {
    return delivered == 1 ? "1 file delivered" : delivered + " files delivered";
  }
}
