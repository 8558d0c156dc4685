/** Decides whether the newest model replaces the one in production, and keeps a receipt of why. */
@NullMarked
package dev.waybill.jobs.promote;

import org.jspecify.annotations.NullMarked;
