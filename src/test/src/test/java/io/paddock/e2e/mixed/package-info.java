// SPDX-License-Identifier: Apache-2.0
/**
 * Ensembles of Paddock's and Apache's servers: every split of the roles, every way to synchronise, sessions that move between them, and the
 * move of a whole ensemble from one to the other and back.
 */
package io.paddock.e2e.mixed;
