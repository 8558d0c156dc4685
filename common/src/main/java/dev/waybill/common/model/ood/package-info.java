/** Out of distribution: measures how training rows are distributed, and flags rows that are unlike them. */
@NullMarked
package dev.waybill.common.model.ood;

import org.jspecify.annotations.NullMarked;
