/** Makes up raw rows for pipelines whose data nobody else has. */
@NullMarked
package dev.waybill.jobs.generate;

import org.jspecify.annotations.NullMarked;
