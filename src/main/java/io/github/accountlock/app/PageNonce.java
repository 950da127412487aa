package io.github.accountlock.app;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Gives each page of the web applications a nonce of its own. Camunda keeps the nonce of its content security policy in
 * the servlet context, where any request at the same time overwrites it before it is written into the page: the browser
 * then refuses every script and the page stays blank (7.24.0, seen in 8 of 60 loads; Operaton fixed it in 2026).
 */
@Configuration(proxyBeanMethods = false)
class PageNonce {

    private static final String NONCE = "org.camunda.bpm.csp.nonce";

    @Bean
    FilterRegistrationBean<Filter> nonceOfEachPage() {
        FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>(
                (request, response, chain) -> chain.doFilter(new Page((HttpServletRequest) request), response));
        filter.setName("nonceOfEachPage");
        filter.addUrlPatterns("/camunda/app/*");
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    private static final class Page extends HttpServletRequestWrapper {

        private Object nonce;

        Page(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletContext getServletContext() {
            ServletContext shared = super.getServletContext();
            return (ServletContext) Proxy.newProxyInstance(
                    ServletContext.class.getClassLoader(),
                    new Class<?>[] {ServletContext.class},
                    (proxy, method, arguments) -> call(shared, method, arguments));
        }

        private Object call(ServletContext shared, Method method, Object[] arguments) throws Throwable {
            boolean aboutTheNonce = arguments != null && arguments.length > 0 && NONCE.equals(arguments[0]);
            if (aboutTheNonce && method.getName().equals("setAttribute")) {
                nonce = arguments[1];
                return null;
            }
            if (aboutTheNonce && method.getName().equals("getAttribute")) {
                return nonce;
            }
            try {
                return method.invoke(shared, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }
    }
}
