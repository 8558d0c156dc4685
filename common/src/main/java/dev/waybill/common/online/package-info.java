/** The online copy of features: what rows of a day see of the past, found by key in an instant. */
@NullMarked
package dev.waybill.common.online;

import org.jspecify.annotations.NullMarked;
