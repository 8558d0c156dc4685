/** A trained model: its folder, its booster, its predictions, and how good they are. */
@NullMarked
package dev.waybill.common.model;

import org.jspecify.annotations.NullMarked;
