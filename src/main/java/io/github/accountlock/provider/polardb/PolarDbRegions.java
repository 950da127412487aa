package io.github.accountlock.provider.polardb;

import io.github.accountlock.provider.http.Endpoint;
import java.util.List;
import java.util.stream.Stream;

/** Where PolarDB is offered and called (page Endpoints and the endpoint map of alibabacloud-java-sdk of 2026-08-22). */
final class PolarDbRegions {

    private static final List<String> CENTRAL =
            List.of("cn-hangzhou", "cn-shanghai", "cn-beijing", "cn-qingdao", "cn-wulanchabu", "cn-heyuan");

    private static final List<String> OWN_HOST = List.of(
            "cn-zhangjiakou",
            "cn-huhehaote",
            "cn-shenzhen",
            "cn-guangzhou",
            "cn-chengdu",
            "cn-hongkong",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "us-east-1",
            "us-west-1",
            "na-south-1",
            "eu-west-1",
            "eu-central-1",
            "me-east-1",
            "cn-shanghai-finance-1",
            "cn-shenzhen-finance-1");

    static final List<String> ALL =
            Stream.concat(CENTRAL.stream(), OWN_HOST.stream()).toList();

    private PolarDbRegions() {}

    /** A region newer than the table gets a host of its own, as the SDKs do it. */
    static Endpoint endpoint(String region) {
        return CENTRAL.contains(region)
                ? Endpoint.of("https://polardb.aliyuncs.com")
                : Endpoint.of("https://polardb." + region + ".aliyuncs.com");
    }
}
