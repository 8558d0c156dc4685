/**
 * One prediction made again from what it says of where it came from. It is no job, and so may know those whose work it does
 * again: features and score.
 */
@NullMarked
package dev.waybill.jobs.audit;

import org.jspecify.annotations.NullMarked;
