// SPDX-License-Identifier: Apache-2.0
/** Members come, go and change their roles while clients write. */
package io.paddock.e2e.reconfig;
