/** The tracking store on an MLflow server: its REST, called so that nothing hangs, is lost or is done twice. */
@NullMarked
package dev.waybill.common.track.server;

import org.jspecify.annotations.NullMarked;
