/**
 * Measures Sluice against its peers on the same work: ratios within one run, printed as a table.
 *
 * <p>It is no part of the tests and asserts nothing: a figure that is not reached is printed as
 * such. Inputs are generated, the same everywhere, and kept below {@code target/bench}; all traffic
 * stays on 127.0.0.1. {@link org.sluice.bench.Benchmarks} is where it begins.
 */
package org.sluice.bench;
