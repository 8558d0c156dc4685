/** A server of JSON over HTTP: what is asked, who asks, how much at once, and what is answered where something is wrong. */
@NullMarked
package dev.waybill.serving.http;

import org.jspecify.annotations.NullMarked;
