/**
 * Owns what every endpoint shares: the application, strict JSON, problems, paging, entity tags and
 * the check of roles.
 *
 * <p>It never knows a feature. Its doors are {@link org.sluice.rest.Page}, {@link
 * org.sluice.rest.PageQuery}, {@link org.sluice.rest.Patch} and {@link org.sluice.rest.Answers}. It
 * exists so that all resources answer in one manner, on both servers, whatever their own JSON and
 * error handling would do.
 */
@Room
package org.sluice.rest;

import org.sluice.platform.Room;
