/** What a model may look at, for every row, from columns known at request and from the history before it. */
@NullMarked
package dev.waybill.jobs.features;

import org.jspecify.annotations.NullMarked;
