/** Searches for better training params, by successive halving over folds that go forward in time. */
@NullMarked
package dev.waybill.jobs.tune;

import org.jspecify.annotations.NullMarked;
