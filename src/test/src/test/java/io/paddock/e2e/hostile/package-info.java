// SPDX-License-Identifier: Apache-2.0
/** Strangers, liars and the half-dead on the ports that members use among themselves. They harm no one. */
package io.paddock.e2e.hostile;
