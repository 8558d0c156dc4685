/** Whether the challenger becomes champion, with a receipt. */
@NullMarked
package dev.waybill.jobs.promote;

import org.jspecify.annotations.NullMarked;
