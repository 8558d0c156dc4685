package dev.waybill.serving.access;

/** Why somebody is not let in. */
public final class Denied extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /**
     * Says so.
     *
     * @param status 401 for somebody who is not known, 403 for somebody who is
     * @param code stable, such as {@code access.expired-token}
     */
    public Denied(int status, String code, String message) {
        super(message, null, false, false); // an answer, and no fault of the program
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }
}
