package dev.waybill.serving.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself finds wrong with a request, told as everything else that is wrong. */
final class ProblemPages extends ErrorHandler {

    private static final String CODE = "request.not-http";

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Object found = request.getAttribute(ERROR_STATUS);
        int status = found instanceof Integer number ? number : response.getStatus();
        String id = Exchange.requestId(request);
        Answer answer = Exchange.of(problem(status), id);
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put("X-Request-Id", id);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
        return true;
    }

    /** Not Jetty's own words, which may quote the request. */
    private static Problem problem(int status) {
        return status >= 500
                ? new Problem(status, "server.error", "The server made a mistake; its log tells more.")
                : new Problem(status, CODE, "%s.".formatted(Titles.of(status)));
    }
}
