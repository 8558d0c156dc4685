/** Probabilities of a yes: mapped to how often it comes true, and from which one on it counts as a yes. */
@NullMarked
package dev.waybill.common.model.probability;

import org.jspecify.annotations.NullMarked;
