// SPDX-License-Identifier: Apache-2.0
/** What operators ask a running server, and the small tools they ask with. */
package io.paddock.server.admin;
