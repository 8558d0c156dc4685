package dev.waybill.common.track;

class Mlflow2ServerTest extends ServerTrackingContract {

    @Override
    String version() {
        return MlflowPython.LAST_2;
    }
}
