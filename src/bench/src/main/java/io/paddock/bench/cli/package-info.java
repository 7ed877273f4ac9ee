// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: options in, a report out. Door: {@link io.paddock.bench.cli.BenchCommand}. Sees everything else
 * here.
 */
package io.paddock.bench.cli;
