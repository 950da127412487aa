package io.github.accountlock.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.github.accountlock.engine.doors.Refused;
import java.sql.SQLException;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * What we refuse over REST as one line. Camunda's REST takes it for a failure of its own and logs ENGINE-REST-HTTP500 with a
 * stack trace, although the caller is answered with a problem that says what he can do.
 */
@Component
final class RefusedOverRest extends TurboFilter implements InitializingBean, DisposableBean {

    private static final String CAMUNDAS = "org.camunda.bpm.engine.rest.exception";
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(RefusedOverRest.class);

    private static LoggerContext logs() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    @Override
    public void afterPropertiesSet() {
        logs().addTurboFilter(this);
    }

    @Override
    public void destroy() {
        logs().getTurboFilterList().remove(this);
    }

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] values, Throwable thrown) {
        if (format == null
                || !level.isGreaterOrEqual(Level.WARN)
                || !logger.getName().equals(CAMUNDAS)) {
            return FilterReply.NEUTRAL; // also where it is only asked whether somebody listens
        }
        return Refused.last()
                .filter(reason -> !(reason instanceof SQLException))
                .map(reason -> {
                    LOG.info(
                            "LOCK-092 refused over REST: {}",
                            reason.getMessage().replaceAll("\\p{Cntrl}", " "));
                    return FilterReply.DENY;
                })
                .orElse(FilterReply.NEUTRAL);
    }
}
