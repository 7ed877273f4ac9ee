// SPDX-License-Identifier: Apache-2.0
/**
 * More than anybody should ask for: well-formed, and too much. The server stays within its memory and everybody else gets on: {@code
 * OverloadedServer} looks at that after each test.
 */
package io.paddock.e2e.load;
