// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

import io.paddock.server.config.ServerConfig;

/**
 * The configuration in force.
 *
 * @param clientPort the port on which clients are served
 */
public record ConfigFacts(int clientPort, ServerConfig config, DirectoryFacts directories, MemberFacts member) {}
