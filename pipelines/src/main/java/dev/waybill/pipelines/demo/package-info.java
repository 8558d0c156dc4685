/** Generates delivery trips of a made-up city, so that everything can be tried without any data of one's own. */
@NullMarked
package dev.waybill.pipelines.demo;

import org.jspecify.annotations.NullMarked;
