// SPDX-License-Identifier: Apache-2.0
/** Members come, go and change their roles, one at a time by hand, and all of them while clients write. */
package io.paddock.e2e.reconfig;
