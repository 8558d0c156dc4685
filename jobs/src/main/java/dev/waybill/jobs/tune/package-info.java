/** Better params of the model, looked for by successive halving over folds that go forward in time. */
@NullMarked
package dev.waybill.jobs.tune;

import org.jspecify.annotations.NullMarked;
