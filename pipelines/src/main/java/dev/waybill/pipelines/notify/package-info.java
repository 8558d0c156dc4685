/** The one message that a night sends, to a command or a webhook. */
@NullMarked
package dev.waybill.pipelines.notify;

import org.jspecify.annotations.NullMarked;
