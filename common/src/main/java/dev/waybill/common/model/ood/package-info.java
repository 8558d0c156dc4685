/** How training rows are distributed, and which rows are not of that kind. */
@NullMarked
package dev.waybill.common.model.ood;

import org.jspecify.annotations.NullMarked;
