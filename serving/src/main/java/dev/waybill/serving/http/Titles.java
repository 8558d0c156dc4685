package dev.waybill.serving.http;

import org.eclipse.jetty.http.HttpStatus;

/** What a status is called. */
final class Titles {

    private Titles() {}

    static String of(int status) {
        return status == 422 ? "Unprocessable Content" : HttpStatus.getMessage(status); // renamed by RFC 9110
    }
}
