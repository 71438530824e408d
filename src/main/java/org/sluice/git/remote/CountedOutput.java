package org.sluice.git.remote;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.IntConsumer;

/** Tells how many bytes the other side has taken. */
final class CountedOutput extends FilterOutputStream {

  private final IntConsumer counter;

  CountedOutput(OutputStream out, IntConsumer counter) {
    super(out);
    this.counter = counter;
  }

  @Override
  public void write(int one) throws IOException {
    out.write(one);
    counter.accept(1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
    counter.accept(length);
  }
}
