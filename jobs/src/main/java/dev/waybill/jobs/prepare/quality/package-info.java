/** What a batch is checked for, and what its checks say of it. */
@NullMarked
package dev.waybill.jobs.prepare.quality;

import org.jspecify.annotations.NullMarked;
