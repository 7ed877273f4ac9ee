// SPDX-License-Identifier: Apache-2.0
/**
 * One report, two readers: aligned text for people, JSON for machines. Door: {@link io.paddock.bench.report.Report}.
 *
 * <p>Sees {@code measure}. Names of JSON fields are part of the contract with scripts: units last, never renamed.
 */
package io.paddock.bench.report;
