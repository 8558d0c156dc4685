/** How far the rows of each scored day have moved from those that the model was trained on. */
@NullMarked
package dev.waybill.jobs.drift;

import org.jspecify.annotations.NullMarked;
