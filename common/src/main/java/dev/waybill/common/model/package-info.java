/** A trained model: its folder, its booster, its predictions. */
@NullMarked
package dev.waybill.common.model;

import org.jspecify.annotations.NullMarked;
