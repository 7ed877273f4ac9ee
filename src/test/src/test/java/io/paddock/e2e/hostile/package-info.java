// SPDX-License-Identifier: Apache-2.0
/** Unknown, hostile and half-dead peers at the ports between members. They must do no harm. */
package io.paddock.e2e.hostile;
