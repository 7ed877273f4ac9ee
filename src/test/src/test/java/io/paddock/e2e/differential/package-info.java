// SPDX-License-Identifier: Apache-2.0
/**
 * The same random program sent to Apache's server and to Paddock: what both say must be equal, field by field.
 *
 * <p>Door: {@code DifferentialTest}; for tests of what is on disk also {@code Program} and {@code ProgramRun}. A {@code Program}
 * is a list of {@code Step}s drawn from a seed, a {@code ProgramRun} plays it on one server and returns a {@code Transcript}, and
 * {@code Comparison} puts two of them side by side. Whatever is not compared, or never sent, stands with its reason in
 * {@code KnownDifference} and nowhere else.
 */
package io.paddock.e2e.differential;
