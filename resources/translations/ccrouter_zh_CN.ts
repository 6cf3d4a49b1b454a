<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>dddd, d MMMM</source>
        <translation>M月d日 dddd</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{name} was not saved</source>
        <translation>未能保存 {name}</translation>
    </message>
    <message>
        <source>Save it again, in another folder.</source>
        <translation>请换一个文件夹再保存。</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Nothing matches the filters in this time. Clear a filter, or choose a longer time.</source>
        <translation>此时间段内没有符合筛选条件的请求。请清除某个筛选条件，或选择更长的时间段。</translation>
    </message>
    <message>
        <source>No requests in this time. Choose a longer one, or send a request: ccr code</source>
        <translation>此时间段内没有请求。请选择更长的时间段，或发送一个请求：ccr code</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>{count} requests in all</source>
        <translation>共 {count} 个请求</translation>
    </message>
    <message>
        <source>per second</source>
        <translation>每秒</translation>
    </message>
    <message>
        <source>per minute</source>
        <translation>每分钟</translation>
    </message>
    <message>
        <source>per hour</source>
        <translation>每小时</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>{share} of all requests were answered</source>
        <translation>{share} 的请求得到了回答</translation>
    </message>
    <message>
        <source>Too many requests to work out their times by client or project. Choose a shorter time, or clear that filter.</source>
        <translation>请求过多，无法按客户端或项目统计耗时。请选择更短的时间，或清除该筛选。</translation>
    </message>
    <message>
        <source>Nothing was answered in this time, so there are no times to show.</source>
        <translation>此时间段内没有得到回答的请求，因此没有耗时可显示。</translation>
    </message>
    <message>
        <source>No answer has said what it used.</source>
        <translation>没有任何回答报告过用量。</translation>
    </message>
    <message>
        <source>Cache read</source>
        <translation>缓存读取</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>缓存写入</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Cache share</source>
        <translation>缓存占比</translation>
    </message>
    <message>
        <source>{count} tokens, {share} of the input from a cache</source>
        <translation>{count} 个 token，其中 {share} 的输入来自缓存</translation>
    </message>
    <message>
        <source>half within {half}, 95 % within {most}</source>
        <translation>半数在 {half} 以内，95% 在 {most} 以内</translation>
    </message>
    <message>
        <source>{share} cached</source>
        <translation>{share} 来自缓存</translation>
    </message>
    <message numerus="yes">
        <source>%n not priced</source>
        <translation>
            <numerusform>%n 个请求未计价</numerusform>
        </translation>
    </message>
    <message>
        <source>{amount} in all</source>
        <translation>共 {amount}</translation>
    </message>
    <message>
        <source>Forecast</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>daily budget {amount}</source>
        <translation>每日预算 {amount}</translation>
    </message>
    <message>
        <source>hourly budget {amount}</source>
        <translation>每小时预算 {amount}</translation>
    </message>
    <message>
        <source>this month</source>
        <translation>本月</translation>
    </message>
    <message>
        <source>monthly budget {amount}</source>
        <translation>每月预算 {amount}</translation>
    </message>
    <message>
        <source>Each minute</source>
        <translation>逐分钟</translation>
    </message>
    <message>
        <source>Each hour</source>
        <translation>逐小时</translation>
    </message>
    <message>
        <source>Each day</source>
        <translation>逐日</translation>
    </message>
    <message>
        <source>Added up over the last hour</source>
        <translation>最近一小时累计</translation>
    </message>
    <message>
        <source>Added up over this time</source>
        <translation>此时间段累计</translation>
    </message>
    <message>
        <source>Added up today, and where it may end</source>
        <translation>今日累计，以及预计的终点</translation>
    </message>
    <message>
        <source>Added up today</source>
        <translation>今日累计</translation>
    </message>
    <message>
        <source>Added up this month, and where it may end</source>
        <translation>本月累计，以及预计的终点</translation>
    </message>
    <message>
        <source>Added up this month</source>
        <translation>本月累计</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>forecast for {period} {amount}, with 80 % certainty between {low} and {high}</source>
        <translation>{period}预测 {amount}，80% 置信区间为 {low} 至 {high}</translation>
    </message>
    <message>
        <source>The prices of these models are not known. Set them in the settings, under the provider&apos;s prices.</source>
        <translation>这些模型的价格未知。请在设置中该提供商的价格处填写。</translation>
    </message>
    <message>
        <source>Nothing was spent in this time.</source>
        <translation>此时间段内没有花费。</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Up 1 h</source>
        <translation>1h 可用</translation>
    </message>
    <message>
        <source>Up 24 h</source>
        <translation>24h 可用</translation>
    </message>
    <message>
        <source>TTFT p50</source>
        <translation>首字 p50</translation>
    </message>
    <message>
        <source>TTFT p95</source>
        <translation>首字 p95</translation>
    </message>
    <message>
        <source>Tokens/s</source>
        <translation>token/秒</translation>
    </message>
    <message>
        <source>Errors, last hour</source>
        <translation>近一小时错误</translation>
    </message>
    <message>
        <source>Limits left</source>
        <translation>剩余限额</translation>
    </message>
    <message>
        <source>Share of the last hour&apos;s requests that it did not fail</source>
        <translation>近一小时内未因它失败的请求占比</translation>
    </message>
    <message>
        <source>Share of the last day&apos;s requests that it did not fail</source>
        <translation>近一天内未因它失败的请求占比</translation>
    </message>
    <message>
        <source>Half of the answers began within this time</source>
        <translation>半数回答在此时间内开始输出</translation>
    </message>
    <message>
        <source>95 % of the answers began within this time</source>
        <translation>95% 的回答在此时间内开始输出</translation>
    </message>
    <message>
        <source>Attempts that failed, in twelve stretches of five minutes</source>
        <translation>失败的尝试次数，每五分钟一段，共十二段</translation>
    </message>
    <message>
        <source>By the provider&apos;s own headers, when it last sent any</source>
        <translation>来自提供商最近一次返回的响应头</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Resting</source>
        <translation>冷却中</translation>
    </message>
    <message>
        <source>Next request tries it</source>
        <translation>下个请求会试探它</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Not used yet</source>
        <translation>尚未使用</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>持续失败</translation>
    </message>
    <message>
        <source>{count} requests</source>
        <translation>{count} 个请求</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个 token</translation>
    </message>
    <message>
        <source>not tried</source>
        <translation>无尝试</translation>
    </message>
    <message>
        <source>{failed} of {tried} failed</source>
        <translation>{tried} 次中失败 {failed} 次</translation>
    </message>
    <message>
        <source>{reason}.</source>
        <translation>{reason}。</translation>
    </message>
    <message>
        <source>Last error, {time}: {what}</source>
        <translation>最近的错误，{time}：{what}</translation>
    </message>
    <message>
        <source>{hour} requests in the last hour, {day} in the last day.</source>
        <translation>近一小时 {hour} 个请求，近一天 {day} 个。</translation>
    </message>
    <message>
        <source>Nothing has been asked of it in the last day.</source>
        <translation>近一天内没有向它发送过请求。</translation>
    </message>
    <message>
        <source>{count} under way now.</source>
        <translation>{count} 个正在进行。</translation>
    </message>
    <message>
        <source>Enable the provider to use it again.</source>
        <translation>启用该提供商即可重新使用。</translation>
    </message>
    <message>
        <source>It is tried again by itself. “Test now” asks at once for free, “Reset” uses it again at once.</source>
        <translation>它会自动重试。“立即测试”马上免费探测一次，“重置”则马上重新启用。</translation>
    </message>
    <message>
        <source>{provider}: {error}</source>
        <translation>{provider}：{error}</translation>
    </message>
    <message>
        <source>{provider} took the key and listed {count} models in {time}.</source>
        <translation>{provider} 接受了密钥，在 {time} 内列出了 {count} 个模型。</translation>
    </message>
    <message>
        <source>{provider} was reached in {time}; the key was not tried.</source>
        <translation>{provider} 在 {time} 内可以访问；未检验密钥。</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>No providers yet. Add one to the settings file.</source>
        <translation>还没有提供商。请在设置文件中添加一个。</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>请求的模型</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>回答者</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>First word</source>
        <translation>首字延迟</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Recent requests</source>
        <translation>最近的请求</translation>
    </message>
    <message>
        <source>No requests yet. Start a coding agent through the router: ccr code</source>
        <translation>还没有请求。请通过路由器启动一个编码助手：ccr code</translation>
    </message>
    <message>
        <source>Store its key in a terminal: ccr key set {name}</source>
        <translation>在终端中保存其密钥：ccr key set {name}</translation>
    </message>
    <message>
        <source>As listed</source>
        <translation>按列出的顺序</translation>
    </message>
    <message>
        <source>Priority, then failover</source>
        <translation>按优先级，失败则转移</translation>
    </message>
    <message>
        <source>Round robin</source>
        <translation>轮询</translation>
    </message>
    <message>
        <source>Weighted</source>
        <translation>加权</translation>
    </message>
    <message>
        <source>Cheapest</source>
        <translation>最便宜</translation>
    </message>
    <message>
        <source>Fastest</source>
        <translation>最快</translation>
    </message>
    <message>
        <source>Best quality</source>
        <translation>质量最佳</translation>
    </message>
    <message>
        <source>Load-balanced</source>
        <translation>负载均衡</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>综合平衡</translation>
    </message>
    <message>
        <source>Sticky</source>
        <translation>会话粘滞</translation>
    </message>
    <message>
        <source>Default &amp;model</source>
        <translation>默认模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Find…</source>
        <translation>查找(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Strategy</source>
        <translation>策略(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Template</source>
        <translation>模板(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Providers</source>
        <translation>提供商(&amp;P)</translation>
    </message>
    <message>
        <source>C&amp;onnect</source>
        <translation>连接(&amp;O)</translation>
    </message>
    <message>
        <source>{title} — cannot be connected</source>
        <translation>{title} — 无法连接</translation>
    </message>
    <message>
        <source>{title} — changed since</source>
        <translation>{title} — 已被更改</translation>
    </message>
    <message>
        <source>Set by another program since: {keys}</source>
        <translation>之后被其他程序改动：{keys}</translation>
    </message>
    <message>
        <source>{title} — not installed</source>
        <translation>{title} — 未安装</translation>
    </message>
    <message>
        <source>For your information</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Open dashboard</source>
        <translation>打开仪表盘</translation>
    </message>
    <message>
        <source>Show requests</source>
        <translation>查看请求</translation>
    </message>
    <message>
        <source>Show health</source>
        <translation>查看健康状况</translation>
    </message>
    <message>
        <source>Open settings</source>
        <translation>打开设置</translation>
    </message>
    <message>
        <source>About this version</source>
        <translation>关于此版本</translation>
    </message>
    <message>
        <source>Allow until tomorrow</source>
        <translation>放行到明天</translation>
    </message>
    <message>
        <source>Open &amp;settings</source>
        <translation>打开设置(&amp;S)</translation>
    </message>
    <message>
        <source>Request and answer</source>
        <translation>请求与回答</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>标头</translation>
    </message>
    <message>
        <source>Bodies are kept only with capture switched on, for a few days, without keys. This request has none: it was off then, or its time is over.</source>
        <translation>只有开启捕获时才会保存正文（去除密钥，保留几天）。此请求没有正文：当时未开启捕获，或已过保留期。</translation>
    </message>
    <message>
        <source>The headers of this request are not kept.</source>
        <translation>未保存此请求的标头。</translation>
    </message>
    <message>
        <source>[… more is kept than is shown here …]</source>
        <translation>[… 其余已保存的内容在此省略 …]</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Candidate</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>预计耗时</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>Not considered</source>
        <translation>未考虑</translation>
    </message>
    <message>
        <source>Scenario: {name}</source>
        <translation>场景：{name}</translation>
    </message>
    <message>
        <source>strategy: {name}</source>
        <translation>策略：{name}</translation>
    </message>
    <message>
        <source>rule: {rule}</source>
        <translation>规则：{rule}</translation>
    </message>
    <message>
        <source>{count} more candidates are not shown</source>
        <translation>另有 {count} 个候选未显示</translation>
    </message>
    <message>
        <source>the provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>A budget does not allow it</source>
        <translation>预算不允许此请求</translation>
    </message>
    <message>
        <source>Raise the budget in Settings, or allow more until tomorrow.</source>
        <translation>请在设置中提高预算，或放行到明天。</translation>
    </message>
    <message>
        <source>{provider} could not be reached</source>
        <translation>无法访问 {provider}</translation>
    </message>
    <message>
        <source>No connection came about: the network, a name that is not found, or a server that is not running.</source>
        <translation>未能建立连接：网络不通、域名无法解析，或服务器未运行。</translation>
    </message>
    <message>
        <source>Check the network and the provider&apos;s base URL; “Test now” in Provider health tries it.</source>
        <translation>请检查网络和该提供商的基础地址；可在“提供商健康”中用“立即测试”检验。</translation>
    </message>
    <message>
        <source>{provider} did not answer in time</source>
        <translation>{provider} 未及时响应</translation>
    </message>
    <message>
        <source>The request was sent, and nothing came within the time allowed.</source>
        <translation>请求已发送，但在允许的时间内没有任何返回。</translation>
    </message>
    <message>
        <source>Try again, add a fallback model, or allow more time in the provider&apos;s settings.</source>
        <translation>请重试、添加后备模型，或在该提供商的设置中放宽超时。</translation>
    </message>
    <message>
        <source>{provider} asked for fewer requests</source>
        <translation>{provider} 要求降低请求频率</translation>
    </message>
    <message>
        <source>The rate limit of the key was reached.</source>
        <translation>已达到该密钥的速率限制。</translation>
    </message>
    <message>
        <source>Wait a little, or add another key or a fallback model.</source>
        <translation>请稍等，或添加另一个密钥或后备模型。</translation>
    </message>
    <message>
        <source>{provider} was overloaded</source>
        <translation>{provider} 过载</translation>
    </message>
    <message>
        <source>The provider had no capacity for this model at that moment.</source>
        <translation>提供商当时没有余力运行此模型。</translation>
    </message>
    <message>
        <source>Try again, or add a fallback model so that the next one answers.</source>
        <translation>请重试，或添加后备模型以便自动接手。</translation>
    </message>
    <message>
        <source>{provider} failed</source>
        <translation>{provider} 出错</translation>
    </message>
    <message>
        <source>The provider reported an error of its own.</source>
        <translation>提供商报告了自身的错误。</translation>
    </message>
    <message>
        <source>Try again; if it stays, look at the provider&apos;s status page, or use another model.</source>
        <translation>请重试；若持续出现，请查看提供商的状态页，或改用其他模型。</translation>
    </message>
    <message>
        <source>The answer was cut off</source>
        <translation>回答中断</translation>
    </message>
    <message>
        <source>{provider} closed the connection before the answer was complete. What had come was kept.</source>
        <translation>{provider} 在回答完成前关闭了连接。已收到的部分已保留。</translation>
    </message>
    <message>
        <source>Ask again. If it happens often, prefer another provider.</source>
        <translation>请重新提问。若经常发生，请优先使用其他提供商。</translation>
    </message>
    <message>
        <source>The key was not accepted</source>
        <translation>密钥未被接受</translation>
    </message>
    <message>
        <source>{provider} did not take the key that was sent.</source>
        <translation>{provider} 不接受所发送的密钥。</translation>
    </message>
    <message>
        <source>Store a valid key: Settings, Providers.</source>
        <translation>请保存有效的密钥：设置 → 提供商。</translation>
    </message>
    <message>
        <source>The key may not do this</source>
        <translation>密钥没有权限</translation>
    </message>
    <message>
        <source>{provider} knows the key, but does not allow it this model or this region.</source>
        <translation>{provider} 认识该密钥，但不允许它使用此模型或在此地区使用。</translation>
    </message>
    <message>
        <source>Ask for access at the provider, or choose another model.</source>
        <translation>请向提供商申请权限，或选择其他模型。</translation>
    </message>
    <message>
        <source>Out of budget</source>
        <translation>预算已用完</translation>
    </message>
    <message>
        <source>A budget, or the credit at the provider, was used up.</source>
        <translation>某项预算或提供商处的余额已用完。</translation>
    </message>
    <message>
        <source>Raise the budget in Settings, or top up at the provider.</source>
        <translation>请在设置中提高预算，或到提供商处充值。</translation>
    </message>
    <message>
        <source>There is no such model</source>
        <translation>没有这个模型</translation>
    </message>
    <message>
        <source>{provider} does not know the model, or no enabled provider serves it.</source>
        <translation>{provider} 不认识该模型，或没有已启用的提供商提供它。</translation>
    </message>
    <message>
        <source>Choose another model, or correct its name in Settings.</source>
        <translation>请选择其他模型，或在设置中更正其名称。</translation>
    </message>
    <message>
        <source>The conversation is too long</source>
        <translation>对话过长</translation>
    </message>
    <message>
        <source>It does not fit into the model&apos;s context.</source>
        <translation>超出了模型的上下文窗口。</translation>
    </message>
    <message>
        <source>Compact the conversation in the client, or route long ones to a model with a larger context.</source>
        <translation>请在客户端压缩对话，或将长对话路由到上下文更大的模型。</translation>
    </message>
    <message>
        <source>The request is too large</source>
        <translation>请求过大</translation>
    </message>
    <message>
        <source>Its bytes exceed what is accepted, most often because of images.</source>
        <translation>字节数超过上限，通常是图片所致。</translation>
    </message>
    <message>
        <source>Send fewer or smaller images.</source>
        <translation>请减少或缩小图片。</translation>
    </message>
    <message>
        <source>{provider} refused to answer</source>
        <translation>{provider} 拒绝回答</translation>
    </message>
    <message>
        <source>Its safety rules declined the request.</source>
        <translation>其安全规则拒绝了该请求。</translation>
    </message>
    <message>
        <source>Put it another way, or use another model.</source>
        <translation>请换一种说法，或改用其他模型。</translation>
    </message>
    <message>
        <source>The request was not valid</source>
        <translation>请求无效</translation>
    </message>
    <message>
        <source>{provider} could not accept what the client sent.</source>
        <translation>{provider} 无法接受客户端发送的内容。</translation>
    </message>
    <message>
        <source>Update the client; if it stays, another model may take the request.</source>
        <translation>请更新客户端；若持续出现，可尝试其他模型。</translation>
    </message>
    <message>
        <source>{provider} answered something else</source>
        <translation>{provider} 的返回内容不符</translation>
    </message>
    <message>
        <source>What came was not an answer in the format agreed on, such as a web page or broken JSON.</source>
        <translation>返回的不是约定格式的回答，例如网页或损坏的 JSON。</translation>
    </message>
    <message>
        <source>Check the provider&apos;s base URL and format; a proxy or a sign-in page may stand between.</source>
        <translation>请检查该提供商的基础地址和格式；中间可能有代理或登录页。</translation>
    </message>
    <message>
        <source>The client left</source>
        <translation>客户端已离开</translation>
    </message>
    <message>
        <source>It closed the connection before the answer was complete, as when a turn is cancelled.</source>
        <translation>它在回答完成之前关闭了连接，例如取消了这一轮对话。</translation>
    </message>
    <message>
        <source>Nothing is to be done. If nobody cancelled, the client may allow too little time.</source>
        <translation>无需处理。若无人取消，则可能是客户端的时限过短。</translation>
    </message>
    <message>
        <source>The request failed</source>
        <translation>请求失败</translation>
    </message>
    <message>
        <source>No cause was recorded.</source>
        <translation>未记录原因。</translation>
    </message>
    <message>
        <source>The log has more: ccr logs.</source>
        <translation>日志中有更多信息：ccr logs。</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>已回答</translation>
    </message>
    <message>
        <source>the client left, or another attempt was faster</source>
        <translation>客户端已离开，或另一次尝试更快</translation>
    </message>
    <message>
        <source>could not be reached</source>
        <translation>无法访问</translation>
    </message>
    <message>
        <source>did not answer in time</source>
        <translation>未及时响应</translation>
    </message>
    <message>
        <source>rate limit reached</source>
        <translation>达到速率限制</translation>
    </message>
    <message>
        <source>overloaded</source>
        <translation>过载</translation>
    </message>
    <message>
        <source>server error</source>
        <translation>服务器错误</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>key not accepted</source>
        <translation>密钥未被接受</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>不允许</translation>
    </message>
    <message>
        <source>out of credit</source>
        <translation>余额不足</translation>
    </message>
    <message>
        <source>no such model</source>
        <translation>没有该模型</translation>
    </message>
    <message>
        <source>too long for its context</source>
        <translation>超出上下文</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>拒绝回答</translation>
    </message>
    <message>
        <source>request not valid</source>
        <translation>请求无效</translation>
    </message>
    <message>
        <source>not an answer</source>
        <translation>并非回答</translation>
    </message>
    <message>
        <source>Price a million</source>
        <translation>每百万价格</translation>
    </message>
    <message>
        <source>Tokens and cost</source>
        <translation>Token 与成本</translation>
    </message>
    <message>
        <source>At list prices</source>
        <translation>按标价</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Failed attempts, besides</source>
        <translation>另计：失败的尝试</translation>
    </message>
    <message>
        <source>No tokens were counted, so no cost is known.</source>
        <translation>未统计到 token，因此成本未知。</translation>
    </message>
    <message>
        <source>The provider told no usage: these tokens are estimated.</source>
        <translation>提供商未报告用量：token 数为估算值。</translation>
    </message>
    <message>
        <source>Billed by the provider itself; its bill counts.</source>
        <translation>由提供商自行计费，以其账单为准。</translation>
    </message>
    <message>
        <source>Prices: your own, from the settings.</source>
        <translation>价格：来自您的设置。</translation>
    </message>
    <message>
        <source>It runs on your own machine and costs nothing.</source>
        <translation>在您自己的机器上运行，不产生费用。</translation>
    </message>
    <message>
        <source>No price is known for this model. Write one into the settings under [prices].</source>
        <translation>此模型的价格未知。请在设置的 [prices] 下填写。</translation>
    </message>
    <message>
        <source>Prices: {source}.</source>
        <translation>价格：{source}。</translation>
    </message>
    <message>
        <source>The recorded cost is as it was worked out then.</source>
        <translation>所记录的成本按当时的计算为准。</translation>
    </message>
    <message>
        <source>Billed by the provider</source>
        <translation>提供商计费</translation>
    </message>
    <message>
        <source>Cache write, one hour</source>
        <translation>缓存写入（一小时）</translation>
    </message>
    <message>
        <source>Reasoning (of the output)</source>
        <translation>推理（计入输出）</translation>
    </message>
    <message>
        <source>Web searches</source>
        <translation>网页搜索</translation>
    </message>
    <message>
        <source>{price} each</source>
        <translation>每次 {price}</translation>
    </message>
    <message>
        <source>first word after {time}</source>
        <translation>首字延迟 {time}</translation>
    </message>
    <message>
        <source>answered after {time}</source>
        <translation>{time} 后得到回答</translation>
    </message>
    <message>
        <source>{what} after {time}</source>
        <translation>{time} 后{what}</translation>
    </message>
    <message>
        <source>, {speed} tokens/s</source>
        <translation>，{speed} token/秒</translation>
    </message>
    <message>
        <source>Stream: {time}{rate}</source>
        <translation>流式输出：{time}{rate}</translation>
    </message>
    <message>
        <source>failed attempt</source>
        <translation>失败的尝试</translation>
    </message>
    <message>
        <source>wait</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>to the first word</source>
        <translation>至首字</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>What is remembered</source>
        <translation>记录内容</translation>
    </message>
    <message>
        <source>&amp;Keep a ledger of requests</source>
        <translation>保存请求账本(&amp;K)</translation>
    </message>
    <message>
        <source>Without it the dashboard stays empty, and budgets begin anew with each start.</source>
        <translation>若不保存，仪表盘将为空，预算在每次启动时重新计算。</translation>
    </message>
    <message>
        <source>Keep single &amp;requests</source>
        <translation>单条请求保留(&amp;R)</translation>
    </message>
    <message>
        <source>days</source>
        <translation>天</translation>
    </message>
    <message>
        <source>0 keeps them for ever. Sums by hour and day stay in any case.</source>
        <translation>0 表示永久保留。按小时和按天的汇总始终保留。</translation>
    </message>
    <message>
        <source>Keep what was &amp;asked and answered too</source>
        <translation>同时保存请求与回答的内容(&amp;A)</translation>
    </message>
    <message>
        <source>In the ledger on this machine; keys are blacked out.</source>
        <translation>保存在本机的账本中；密钥会被抹去。</translation>
    </message>
    <message>
        <source>Keep &amp;bodies</source>
        <translation>正文保留(&amp;B)</translation>
    </message>
    <message>
        <source>0 = for ever</source>
        <translation>0 = 永久</translation>
    </message>
    <message>
        <source>&amp;Size kept of each</source>
        <translation>每条最多保留(&amp;S)</translation>
    </message>
    <message>
        <source>KiB</source>
        <translation>KiB</translation>
    </message>
    <message>
        <source>Of each request and each answer.</source>
        <translation>每个请求和每个回答各自的上限。</translation>
    </message>
    <message>
        <source>Calendar and prices</source>
        <translation>日历与价格</translation>
    </message>
    <message>
        <source>&amp;Time zone</source>
        <translation>时区(&amp;T)</translation>
    </message>
    <message>
        <source>this machine&apos;s</source>
        <translation>本机时区</translation>
    </message>
    <message>
        <source>Its midnight ends a day: for budgets and for sums.</source>
        <translation>以该时区的午夜作为一天的结束：用于预算和汇总。</translation>
    </message>
    <message>
        <source>Savings a&amp;gainst</source>
        <translation>节省对比基准(&amp;G)</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>无</translation>
    </message>
    <message>
        <source>The model that savings are measured against: what the same tokens would have cost there.</source>
        <translation>用于计算节省金额的模型：同样的 token 在该模型上的花费。</translation>
    </message>
    <message>
        <source>&amp;Newer price data</source>
        <translation>更新价格数据(&amp;N)</translation>
    </message>
    <message>
        <source>Only with a new version</source>
        <translation>仅随新版本</translation>
    </message>
    <message>
        <source>Look daily</source>
        <translation>每天检查</translation>
    </message>
    <message>
        <source>Look weekly</source>
        <translation>每周检查</translation>
    </message>
    <message>
        <source>From this ad&amp;dress</source>
        <translation>下载地址(&amp;D)</translation>
    </message>
    <message>
        <source>An https address of a file in the format of genai-prices. It is checked before it is used.</source>
        <translation>genai-prices 格式文件的 https 地址。使用前会先校验。</translation>
    </message>
    <message>
        <source>Trying again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Attem&amp;pts of one request</source>
        <translation>单个请求的尝试次数(&amp;P)</translation>
    </message>
    <message>
        <source>All together, at all providers.</source>
        <translation>所有提供商合计。</translation>
    </message>
    <message>
        <source>Tries at the sa&amp;me model</source>
        <translation>同一模型的尝试次数(&amp;M)</translation>
    </message>
    <message>
        <source>Times the same deployment is tried again.</source>
        <translation>同一部署重试的次数。</translation>
    </message>
    <message>
        <source>First &amp;word within</source>
        <translation>首字时限(&amp;W)</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>All attempts together.</source>
        <translation>所有尝试合计。</translation>
    </message>
    <message>
        <source>Ask a second one when the first word is &amp;late</source>
        <translation>首字迟到时并行请求第二个(&amp;L)</translation>
    </message>
    <message>
        <source>The first to speak is used. Costs more.</source>
        <translation>采用先开始回答的那个。费用更高。</translation>
    </message>
    <message>
        <source>&amp;Check providers that are left alone</source>
        <translation>探测冷却中的提供商(&amp;C)</translation>
    </message>
    <message>
        <source>Asks them for their list of models, which costs nothing.</source>
        <translation>向其查询模型列表，不产生费用。</translation>
    </message>
    <message>
        <source>Let what was learnt dec&amp;ide</source>
        <translation>让学习结果参与决策(&amp;I)</translation>
    </message>
    <message>
        <source>Where it has seen 50 outcomes and is more than 90 % sure. Until then it only suggests.</source>
        <translation>当已有 50 个结果且把握超过 90% 时生效。在此之前只给出建议。</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>No budgets yet. A budget warns you, sends requests to a cheaper model or stops them.</source>
        <translation>还没有预算。预算可以提醒您、改用更便宜的模型，或拒绝请求。</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>budget {name} removed</source>
        <translation>移除预算 {name}</translation>
    </message>
    <message>
        <source>Remove the budget “{name}”?</source>
        <translation>移除预算“{name}”？</translation>
    </message>
    <message>
        <source>It no longer warns or stops anything. What was spent stays in the ledger.</source>
        <translation>它将不再提醒或拦截。已有的花费仍保留在账本中。</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>&amp;Period</source>
        <translation>周期(&amp;P)</translation>
    </message>
    <message>
        <source>day, week, month, session, or a number of hours that roll on, such as 5h</source>
        <translation>day、week、month、session，或滚动的小时数，例如 5h</translation>
    </message>
    <message>
        <source>&amp;Dollars</source>
        <translation>美元(&amp;D)</translation>
    </message>
    <message>
        <source>Either dollars or tokens.</source>
        <translation>填写美元或 token 之一。</translation>
    </message>
    <message>
        <source>or &amp;tokens</source>
        <translation>或 token 数(&amp;T)</translation>
    </message>
    <message>
        <source>In and out together.</source>
        <translation>输入与输出合计。</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>触发动作</translation>
    </message>
    <message>
        <source>Tell me &amp;at</source>
        <translation>提醒阈值(&amp;A)</translation>
    </message>
    <message>
        <source>When it is &amp;used up</source>
        <translation>用完时(&amp;U)</translation>
    </message>
    <message>
        <source>Tell me</source>
        <translation>提醒我</translation>
    </message>
    <message>
        <source>Use a cheaper route</source>
        <translation>改走更便宜的路由</translation>
    </message>
    <message>
        <source>Refuse requests</source>
        <translation>拒绝请求</translation>
    </message>
    <message>
        <source>The &amp;cheaper route</source>
        <translation>更便宜的路由(&amp;C)</translation>
    </message>
    <message>
        <source>provider/model, or the name of a route</source>
        <translation>提供商/模型，或路由名称</translation>
    </message>
    <message>
        <source>Only for</source>
        <translation>仅适用于</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Pro&amp;vider</source>
        <translation>提供商(&amp;V)</translation>
    </message>
    <message>
        <source>A name or a glob.</source>
        <translation>名称或通配符。</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>A model or provider/model, a name or a glob.</source>
        <translation>模型、提供商/模型、名称或通配符。</translation>
    </message>
    <message>
        <source>C&amp;lient</source>
        <translation>客户端(&amp;L)</translation>
    </message>
    <message>
        <source>Such as claude-code.</source>
        <translation>例如 claude-code。</translation>
    </message>
    <message>
        <source>Pro&amp;ject</source>
        <translation>项目(&amp;J)</translation>
    </message>
    <message>
        <source>By its directory, or a glob.</source>
        <translation>按目录，或通配符。</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>密钥(&amp;K)</translation>
    </message>
    <message>
        <source>As it is named in the provider&apos;s settings.</source>
        <translation>该提供商设置中的密钥名称。</translation>
    </message>
    <message>
        <source>Add a budget</source>
        <translation>添加预算</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>such as monthly</source>
        <translation>例如 monthly</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Dollars a month</source>
        <translation>每月美元(&amp;D)</translation>
    </message>
    <message>
        <source>budget {name} added</source>
        <translation>添加预算 {name}</translation>
    </message>
    <message>
        <source>default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>{label}: {value}</source>
        <translation>{label}：{value}</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>&amp;Port</source>
        <translation>端口(&amp;P)</translation>
    </message>
    <message>
        <source>TCP port; 0 takes any free one.</source>
        <translation>TCP 端口；0 表示任意空闲端口。</translation>
    </message>
    <message>
        <source>Agents that are connected must be connected anew after it changes; running requests are not disturbed.</source>
        <translation>更改后，已连接的编码助手需要重新连接；进行中的请求不受影响。</translation>
    </message>
    <message>
        <source>Beside the &amp;icon</source>
        <translation>图标旁边(&amp;I)</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>不显示</translation>
    </message>
    <message>
        <source>Spend today</source>
        <translation>今日花费</translation>
    </message>
    <message>
        <source>Tokens today</source>
        <translation>今日 token</translation>
    </message>
    <message>
        <source>What stands beside the icon in the menu bar.</source>
        <translation>菜单栏图标旁边显示的内容。</translation>
    </message>
    <message>
        <source>Where it listens</source>
        <translation>监听位置</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>地址(&amp;A)</translation>
    </message>
    <message>
        <source>Address to listen on. 127.0.0.1 keeps it to this machine.</source>
        <translation>监听的地址。127.0.0.1 表示仅限本机访问。</translation>
    </message>
    <message>
        <source>Let other &amp;machines connect</source>
        <translation>允许其他机器连接(&amp;M)</translation>
    </message>
    <message>
        <source>They reach your providers with your keys, and the token travels unencrypted.</source>
        <translation>它们会用您的密钥访问您的提供商，且令牌以未加密方式传输。</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>Start and updates</source>
        <translation>启动与更新</translation>
    </message>
    <message>
        <source>Look for &amp;new versions once a day</source>
        <translation>每天检查一次新版本(&amp;N)</translation>
    </message>
    <message>
        <source>Asks PyPI whether there is a newer version; nothing else is sent.</source>
        <translation>向 PyPI 查询是否有新版本；不发送其他任何内容。</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>&amp;Show notifications</source>
        <translation>显示通知(&amp;S)</translation>
    </message>
    <message>
        <source>What is not shown still stands in the list of notices.</source>
        <translation>未显示的通知仍会列在通知列表中。</translation>
    </message>
    <message>
        <source>Two of one &amp;kind at least</source>
        <translation>同类通知最小间隔(&amp;K)</translation>
    </message>
    <message>
        <source>seconds apart</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Which</source>
        <translation>哪些</translation>
    </message>
    <message>
        <source>A budget reaches one of its thresholds</source>
        <translation>预算达到某个阈值</translation>
    </message>
    <message>
        <source>A budget is expected to run out early</source>
        <translation>预计预算会提前用完</translation>
    </message>
    <message>
        <source>A provider fails</source>
        <translation>提供商出错</translation>
    </message>
    <message>
        <source>A provider has recovered</source>
        <translation>提供商已恢复</translation>
    </message>
    <message>
        <source>A key is rejected</source>
        <translation>密钥被拒绝</translation>
    </message>
    <message>
        <source>Many requests in a row had to move on</source>
        <translation>连续多个请求发生故障转移</translation>
    </message>
    <message>
        <source>The settings file has a mistake</source>
        <translation>设置文件有错误</translation>
    </message>
    <message>
        <source>There is a newer version</source>
        <translation>有新版本</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>without {kinds}</source>
        <translation>除 {kinds} 外</translation>
    </message>
    <message>
        <source>&amp;Quiet from</source>
        <translation>免打扰开始(&amp;Q)</translation>
    </message>
    <message>
        <source>Quiet from</source>
        <translation>免打扰开始</translation>
    </message>
    <message>
        <source>Quiet until</source>
        <translation>免打扰结束</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>免打扰时段</translation>
    </message>
    <message>
        <source>until</source>
        <translation>至</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{title} of {row}</source>
        <translation>{row} 的{title}</translation>
    </message>
    <message>
        <source>New {title}</source>
        <translation>新的{title}</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>移除 {name}</translation>
    </message>
    <message>
        <source>{name} removed</source>
        <translation>移除 {name}</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Plugins</source>
        <translation>插件</translation>
    </message>
    <message>
        <source>No plugins were found, or the router is stopped. `ccr plugin install` adds one.</source>
        <translation>未找到插件，或路由器已停止。可用 `ccr plugin install` 添加。</translation>
    </message>
    <message>
        <source>It {does}.</source>
        <translation>它{does}。</translation>
    </message>
    <message>
        <source>What it may do</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>It asks for no permissions.</source>
        <translation>它不需要任何权限。</translation>
    </message>
    <message>
        <source>No providers yet: the built-in demo answers every request. Add one, with its key.</source>
        <translation>还没有提供商：所有请求由内置的演示提供商回答。请添加一个提供商及其密钥。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>order of the providers</source>
        <translation>提供商的顺序</translation>
    </message>
    <message>
        <source>provider {name} deleted</source>
        <translation>删除提供商 {name}</translation>
    </message>
    <message>
        <source>Delete the provider “{name}”?</source>
        <translation>删除提供商“{name}”？</translation>
    </message>
    <message>
        <source>Its table in the settings file goes, comments in it included; Undo brings them back. Its keys stay in the keyring.</source>
        <translation>设置文件中它的配置表及其中的注释会被删除；撤销可以恢复。它的密钥仍留在密钥环中。</translation>
    </message>
    <message>
        <source>{name} (disabled)</source>
        <translation>{name}（已停用）</translation>
    </message>
    <message>
        <source>{name} (no key)</source>
        <translation>{name}（无密钥）</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>The endpoint, as the provider&apos;s own SDK is given it.</source>
        <translation>接口地址，与该提供商自家 SDK 所用的相同。</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>格式(&amp;F)</translation>
    </message>
    <message>
        <source>As the catalog says</source>
        <translation>按目录中的设定</translation>
    </message>
    <message>
        <source>The dialect the endpoint speaks.</source>
        <translation>该接口使用的协议格式。</translation>
    </message>
    <message>
        <source>Key t&amp;ravels as</source>
        <translation>密钥传递方式(&amp;R)</translation>
    </message>
    <message>
        <source>Usual for the format</source>
        <translation>该格式的惯例</translation>
    </message>
    <message>
        <source>The header the key travels in.</source>
        <translation>传递密钥所用的标头。</translation>
    </message>
    <message>
        <source>Allow plain &amp;http to another machine</source>
        <translation>允许以明文 http 访问其他机器(&amp;H)</translation>
    </message>
    <message>
        <source>Keys and prompts then travel readable.</source>
        <translation>此时密钥和提示词会以可读形式传输。</translation>
    </message>
    <message>
        <source>Co&amp;nnection within</source>
        <translation>连接时限(&amp;N)</translation>
    </message>
    <message>
        <source>Seconds to wait for a connection.</source>
        <translation>等待建立连接的秒数。</translation>
    </message>
    <message>
        <source>Seconds until the answer begins.</source>
        <translation>回答开始前的秒数。</translation>
    </message>
    <message>
        <source>Silence at &amp;most</source>
        <translation>静默上限(&amp;M)</translation>
    </message>
    <message>
        <source>Seconds a stream may be silent.</source>
        <translation>流式输出允许静默的秒数。</translation>
    </message>
    <message>
        <source>Extra headers</source>
        <translation>额外标头</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>标头</translation>
    </message>
    <message>
        <source>Sent with every request as written. Not for keys.</source>
        <translation>按原样随每个请求发送。请勿用于密钥。</translation>
    </message>
    <message>
        <source>&amp;Use this provider</source>
        <translation>使用此提供商(&amp;U)</translation>
    </message>
    <message>
        <source>It can be reached ({time}); it lists no models to us.</source>
        <translation>可以访问（{time}）；它不提供模型列表。</translation>
    </message>
    <message>
        <source>It answered in {time}, takes the key and lists {count} models.</source>
        <translation>{time} 内响应，接受密钥，并列出 {count} 个模型。</translation>
    </message>
    <message>
        <source>Routing</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Scenarios</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Named routes</source>
        <translation>命名路由</translation>
    </message>
    <message>
        <source>Other names</source>
        <translation>别名</translation>
    </message>
    <message>
        <source>By name: whoever lists a model serves it</source>
        <translation>按名称：谁列出该模型就由谁提供</translation>
    </message>
    <message>
        <source>Priority: as listed</source>
        <translation>优先级：按列出的顺序</translation>
    </message>
    <message>
        <source>The cheapest first</source>
        <translation>最便宜优先</translation>
    </message>
    <message>
        <source>The fastest first</source>
        <translation>最快优先</translation>
    </message>
    <message>
        <source>The best first</source>
        <translation>质量优先</translation>
    </message>
    <message>
        <source>Balanced: price, speed and quality weighed</source>
        <translation>综合平衡：权衡价格、速度和质量</translation>
    </message>
    <message>
        <source>The least busy first</source>
        <translation>最空闲优先</translation>
    </message>
    <message>
        <source>In turn</source>
        <translation>轮流</translation>
    </message>
    <message>
        <source>By shares</source>
        <translation>按份额</translation>
    </message>
    <message>
        <source>Sticky: a conversation stays where it is</source>
        <translation>会话粘滞：对话留在原处</translation>
    </message>
    <message>
        <source>How to choose among models.</source>
        <translation>在模型之间如何选择。</translation>
    </message>
    <message>
        <source>Which model answers</source>
        <translation>由哪个模型回答</translation>
    </message>
    <message>
        <source>&amp;Default model</source>
        <translation>默认模型(&amp;D)</translation>
    </message>
    <message>
        <source>Answers when a client names a model that nobody offers.</source>
        <translation>当客户端请求的模型无人提供时由它回答。</translation>
    </message>
    <message>
        <source>&amp;Among these models</source>
        <translation>在这些模型中选择(&amp;A)</translation>
    </message>
    <message>
        <source>all models of all providers</source>
        <translation>所有提供商的所有模型</translation>
    </message>
    <message>
        <source>What the strategy chooses among, the preferred one first.</source>
        <translation>策略的选择范围，首选在前。</translation>
    </message>
    <message>
        <source>&amp;Fallback</source>
        <translation>后备(&amp;F)</translation>
    </message>
    <message>
        <source>Tried in this order when the chosen ones fail.</source>
        <translation>所选模型失败时按此顺序尝试。</translation>
    </message>
    <message>
        <source>Finer points</source>
        <translation>更多细节</translation>
    </message>
    <message>
        <source>Keep a conversation where its prompt &amp;cache is</source>
        <translation>让对话留在其提示词缓存所在处(&amp;C)</translation>
    </message>
    <message>
        <source>As long as that is worth more than a switch.</source>
        <translation>只要这样比切换更划算。</translation>
    </message>
    <message>
        <source>&amp;Keep the names of models that somebody lists</source>
        <translation>保留已有提供商列出的模型名称(&amp;K)</translation>
    </message>
    <message>
        <source>The strategy then chooses only among the providers that list the model.</source>
        <translation>此时策略只在列出该模型的提供商之间选择。</translation>
    </message>
    <message>
        <source>The same model &amp;elsewhere</source>
        <translation>同一模型的其他来源(&amp;E)</translation>
    </message>
    <message>
        <source>Where more than a default is set</source>
        <translation>仅在不止设置了默认模型时</translation>
    </message>
    <message>
        <source>May stand in</source>
        <translation>可以顶替</translation>
    </message>
    <message>
        <source>Never stands in</source>
        <translation>从不顶替</translation>
    </message>
    <message>
        <source>When a &amp;named model fails</source>
        <translation>指定的模型失败时(&amp;N)</translation>
    </message>
    <message>
        <source>Only its own keys are tried</source>
        <translation>只尝试它自己的密钥</translation>
    </message>
    <message>
        <source>The fallback is tried too</source>
        <translation>同时尝试后备</translation>
    </message>
    <message>
        <source>A prompt cache stays &amp;warm</source>
        <translation>提示词缓存保温时间(&amp;W)</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>份额</translation>
    </message>
    <message>
        <source>Provider or model</source>
        <translation>提供商或模型</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>份额</translation>
    </message>
    <message>
        <source>For the strategy “By shares”; 1 where nothing is said.</source>
        <translation>用于“按份额”策略；未填写则为 1。</translation>
    </message>
    <message>
        <source>Model or glob</source>
        <translation>模型或通配符</translation>
    </message>
    <message>
        <source>0 to 1</source>
        <translation>0 到 1</translation>
    </message>
    <message>
        <source>How good you find models; goes before the shipped table.</source>
        <translation>您对模型质量的评价；优先于自带的表。</translation>
    </message>
    <message>
        <source>&amp;Default</source>
        <translation>默认(&amp;D)</translation>
    </message>
    <message>
        <source>Whatever no other scenario takes.</source>
        <translation>其他场景都不符合时。</translation>
    </message>
    <message>
        <source>&amp;Background</source>
        <translation>后台(&amp;B)</translation>
    </message>
    <message>
        <source>A small, fast model is asked for: titles, summaries, side work.</source>
        <translation>请求小而快的模型：标题、摘要等附带工作。</translation>
    </message>
    <message>
        <source>&amp;Think</source>
        <translation>思考(&amp;T)</translation>
    </message>
    <message>
        <source>Much thinking is asked for.</source>
        <translation>要求大量思考。</translation>
    </message>
    <message>
        <source>&amp;Long context</source>
        <translation>长上下文(&amp;L)</translation>
    </message>
    <message>
        <source>The conversation has grown long.</source>
        <translation>对话已经很长。</translation>
    </message>
    <message>
        <source>&amp;Web search</source>
        <translation>网页搜索(&amp;W)</translation>
    </message>
    <message>
        <source>The request brings a web search tool.</source>
        <translation>请求带有网页搜索工具。</translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation>图片(&amp;I)</translation>
    </message>
    <message>
        <source>There is an image in the conversation.</source>
        <translation>对话中有图片。</translation>
    </message>
    <message>
        <source>&amp;Subagent</source>
        <translation>子代理(&amp;S)</translation>
    </message>
    <message>
        <source>A subagent asks.</source>
        <translation>由子代理发出。</translation>
    </message>
    <message>
        <source>Models for kinds of requests</source>
        <translation>各类请求使用的模型</translation>
    </message>
    <message>
        <source>as any other request</source>
        <translation>与其他请求相同</translation>
    </message>
    <message>
        <source>L&amp;ong from</source>
        <translation>长上下文阈值(&amp;O)</translation>
    </message>
    <message>
        <source>input tokens</source>
        <translation>输入 token</translation>
    </message>
    <message>
        <source>S&amp;mall models</source>
        <translation>小模型(&amp;M)</translation>
    </message>
    <message>
        <source>Globs for the names of small, fast models: asking for one makes a request background work.</source>
        <translation>小而快的模型名称的通配符：请求其中之一即视为后台工作。</translation>
    </message>
    <message>
        <source>A model, several with commas, a named route or a strategy.</source>
        <translation>一个模型、用逗号分隔的多个模型、命名路由或策略。</translation>
    </message>
    <message>
        <source>Aliases</source>
        <translation>别名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Other names for a provider/model, for clients that ask for a name of yours.</source>
        <translation>“提供商/模型”的别名，供使用您自定名称的客户端。</translation>
    </message>
    <message>
        <source>No named routes yet. A route is a list of models under a name of yours, for rules, scenarios and clients.</source>
        <translation>还没有命名路由。路由是由您命名的一组模型，可用于规则、场景和客户端。</translation>
    </message>
    <message>
        <source>route {name} removed</source>
        <translation>移除路由 {name}</translation>
    </message>
    <message>
        <source>&amp;images</source>
        <translation>图片(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;documents</source>
        <translation>文档(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>t&amp;hinking</source>
        <translation>思考(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Models</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>The preferred one first.</source>
        <translation>首选在前。</translation>
    </message>
    <message>
        <source>At most &amp;per request</source>
        <translation>每个请求最多(&amp;P)</translation>
    </message>
    <message>
        <source>any price</source>
        <translation>不限价格</translation>
    </message>
    <message>
        <source>Models that are estimated to cost more, or whose price is not known, are left out.</source>
        <translation>排除预计费用更高或价格未知的模型。</translation>
    </message>
    <message>
        <source>Its models must take</source>
        <translation>其模型必须支持</translation>
    </message>
    <message>
        <source>&amp;Context of</source>
        <translation>上下文至少(&amp;C)</translation>
    </message>
    <message>
        <source>tokens at least</source>
        <translation>token</translation>
    </message>
    <message>
        <source>Add a route</source>
        <translation>添加路由</translation>
    </message>
    <message>
        <source>provider/model, with commas, the preferred one first.</source>
        <translation>提供商/模型，用逗号分隔，首选在前。</translation>
    </message>
    <message>
        <source>route {name} added</source>
        <translation>添加路由 {name}</translation>
    </message>
    <message>
        <source>Rules, the first that holds wins</source>
        <translation>规则，第一条成立的生效</translation>
    </message>
    <message>
        <source>No rules yet. A rule sends requests that fulfil a condition to models of your choice.</source>
        <translation>还没有规则。规则把满足条件的请求发送到您选择的模型。</translation>
    </message>
    <message>
        <source>order of the rules</source>
        <translation>规则的顺序</translation>
    </message>
    <message>
        <source>rule “{when}” removed</source>
        <translation>移除规则“{when}”</translation>
    </message>
    <message>
        <source>Rule {number}</source>
        <translation>规则 {number}</translation>
    </message>
    <message>
        <source>&amp;Goes to</source>
        <translation>发往(&amp;G)</translation>
    </message>
    <message>
        <source>A strategy, a route&apos;s name, a provider/model, or several of these with commas.</source>
        <translation>策略、路由名称、提供商/模型，或用逗号分隔的多个。</translation>
    </message>
    <message>
        <source>Sets &amp;criticality</source>
        <translation>设置重要程度(&amp;C)</translation>
    </message>
    <message>
        <source>No</source>
        <translation>不设置</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>普通</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>What task.criticality says in the rules below.</source>
        <translation>下方规则中 task.criticality 的取值。</translation>
    </message>
    <message>
        <source>What a condition can speak of</source>
        <translation>条件中可用的名称</translation>
    </message>
    <message>
        <source>&amp;If</source>
        <translation>如果(&amp;I)</translation>
    </message>
    <message>
        <source>A condition in CEL; Ctrl+Space completes names.</source>
        <translation>CEL 条件表达式；按 Ctrl+Space 补全名称。</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>添加规则</translation>
    </message>
    <message>
        <source>A strategy, a route&apos;s name, a provider/model, or several with commas.</source>
        <translation>策略、路由名称、提供商/模型，或用逗号分隔的多个。</translation>
    </message>
    <message>
        <source>rule “{when}” added</source>
        <translation>添加规则“{when}”</translation>
    </message>
    <message>
        <source>&amp;Price</source>
        <translation>价格(&amp;P)</translation>
    </message>
    <message>
        <source>Sp&amp;eed</source>
        <translation>速度(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Quality</source>
        <translation>质量(&amp;Q)</translation>
    </message>
    <message>
        <source>Weight of {what}</source>
        <translation>{what}的权重</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Only their relation counts.</source>
        <translation>只有相互之间的比例有意义。</translation>
    </message>
    <message>
        <source>Free: runs on this machine</source>
        <translation>免费：在本机运行</translation>
    </message>
    <message>
        <source>Price per token not listed</source>
        <translation>未列出每 token 价格</translation>
    </message>
    <message>
        <source>{input} in, {output} out per M tokens</source>
        <translation>每百万 token：输入 {input}，输出 {output}</translation>
    </message>
    <message>
        <source>Reached in {time}; it lists no models</source>
        <translation>{time} 内可访问；未列出模型</translation>
    </message>
    <message>
        <source>1 model in {time}</source>
        <translation>{time} 内列出 1 个模型</translation>
    </message>
    <message>
        <source>{count} models in {time}</source>
        <translation>{time} 内列出 {count} 个模型</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} 等，另有 {count} 个</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>收尾中</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Over budget</source>
        <translation>超出预算</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation>部分降级</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>{count} in flight</source>
        <translation>{count} 个进行中</translation>
    </message>
    <message>
        <source>{amount} today</source>
        <translation>今日 {amount}</translation>
    </message>
    <message>
        <source>{share} of {limit} {period} — {name}</source>
        <translation>{period}已用 {limit} 的 {share} — {name}</translation>
    </message>
    <message>
        <source> (more allowed until tomorrow)</source>
        <translation>（已放行到明天）</translation>
    </message>
    <message>
        <source>this week</source>
        <translation>本周</translation>
    </message>
    <message>
        <source>a session</source>
        <translation>每次会话</translation>
    </message>
    <message>
        <source>in {time}</source>
        <translation>{time} 内</translation>
    </message>
    <message>
        <source>{way}: failed ({fault})</source>
        <translation>{way}：失败（{fault}）</translation>
    </message>
    <message>
        <source>○ {title} — no key</source>
        <translation>○ {title} — 无密钥</translation>
    </message>
    <message>
        <source>Stop the other process&apos;s ro&amp;uter</source>
        <translation>停止另一进程的路由器(&amp;U)</translation>
    </message>
    <message>
        <source>Pa&amp;use</source>
        <translation>暂停(&amp;U)</translation>
    </message>
    <message>
        <source>Start ro&amp;uter</source>
        <translation>启动路由器(&amp;U)</translation>
    </message>
    <message>
        <source>Res&amp;ume</source>
        <translation>继续(&amp;U)</translation>
    </message>
    <message>
        <source>CC Router: {status}</source>
        <translation>CC Router：{status}</translation>
    </message>
    <message>
        <source>Stored in the keyring</source>
        <translation>保存在密钥环中</translation>
    </message>
    <message>
        <source>From the environment</source>
        <translation>来自环境变量</translation>
    </message>
    <message>
        <source>Sent by the client</source>
        <translation>由客户端发送</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>不需要</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>{title} (disabled)</source>
        <translation>{title}（已停用）</translation>
    </message>
    <message>
        <source>{title} (demo)</source>
        <translation>{title}（演示）</translation>
    </message>
    <message>
        <source>under {amount}</source>
        <translation>低于 {amount}</translation>
    </message>
    <message>
        <source>{count} since start</source>
        <translation>启动以来 {count} 个</translation>
    </message>
    <message>
        <source>{said}, {failed} failed</source>
        <translation>{said}，{failed} 个失败</translation>
    </message>
    <message>
        <source>see its files</source>
        <translation>见其文件</translation>
    </message>
    <message>
        <source>The settings were not changed</source>
        <translation>设置未更改</translation>
    </message>
    <message>
        <source>Mend this and try again; the file is as it was.</source>
        <translation>请修正后重试；文件保持原样。</translation>
    </message>
    <message>
        <source>The settings file cannot be used</source>
        <translation>无法使用设置文件</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>请检查其权限。</translation>
    </message>
    <message>
        <source>Nothing could serve this request</source>
        <translation>没有模型可以处理此请求</translation>
    </message>
    <message>
        <source>Choose another strategy, route or model, or enable a provider.</source>
        <translation>请选择其他策略、路由或模型，或启用某个提供商。</translation>
    </message>
    <message>
        <source>The settings have mistakes</source>
        <translation>设置有错误</translation>
    </message>
    <message>
        <source>Mend the settings file and try again.</source>
        <translation>请修正设置文件后重试。</translation>
    </message>
    <message>
        <source>A file cannot be used</source>
        <translation>无法使用某个文件</translation>
    </message>
    <message>
        <source>Check its permissions and try again.</source>
        <translation>请检查其权限后重试。</translation>
    </message>
    <message>
        <source>Rename “{name}”</source>
        <translation>重命名“{name}”</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;New name</source>
        <translation>新名称(&amp;N)</translation>
    </message>
    <message>
        <source>provider {old} renamed to {new}</source>
        <translation>提供商 {old} 重命名为 {new}</translation>
    </message>
    <message>
        <source>budget {old} renamed to {new}</source>
        <translation>预算 {old} 重命名为 {new}</translation>
    </message>
    <message>
        <source>The name would be mistaken</source>
        <translation>名称会引起误解</translation>
    </message>
    <message>
        <source>The settings speak of {model}, and would then mean this provider.</source>
        <translation>设置中提到了 {model}，改名后会指向这个提供商。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请另选一个名称。</translation>
    </message>
    <message>
        <source>What is spent goes on being counted. More that was allowed until tomorrow has to be allowed anew.</source>
        <translation>花费会继续累计。已允许到明天的额外用量需要重新允许。</translation>
    </message>
    <message>
        <source>Routes, rules, prices and budgets follow, and its key stays where it is. Requests so far keep the old name: charts show both, and a budget for this provider alone begins anew. Agents that name it themselves have to be connected anew.</source>
        <translation>路由、规则、价格和预算会随之更改，其密钥保持原位。以往的请求保留旧名称：图表会显示两者，仅针对此提供商的预算会重新开始累计。自行指定它的代理需要重新连接。</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
</context>
<context>
    <name>About</name>
    <message>
        <source>About CC Router</source>
        <translation>关于 CC Router</translation>
    </message>
    <message>
        <source>Lateness of the loop</source>
        <translation>事件循环的延迟</translation>
    </message>
    <message>
        <source>Longest step</source>
        <translation>最长单步</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>being measured …</source>
        <translation>测量中…</translation>
    </message>
    <message>
        <source>{p50} ms usually · {p99} ms at 99 % · {most} ms at most</source>
        <translation>通常 {p50} 毫秒 · 99% 在 {p99} 毫秒内 · 最多 {most} 毫秒</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>&amp;Web site</source>
        <translation>网站(&amp;W)</translation>
    </message>
    <message>
        <source>Where things are</source>
        <translation>文件位置</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Ledger and keys&apos; names</source>
        <translation>账本与密钥名称</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>The event loop, in the last minute</source>
        <translation>事件循环（最近一分钟）</translation>
    </message>
    <message>
        <source>Late by</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>&amp;Test now</source>
        <translation>立即测试(&amp;T)</translation>
    </message>
    <message>
        <source>Asks for its list of models, which costs nothing.</source>
        <translation>向其查询模型列表，不产生费用。</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>查询中…</translation>
    </message>
</context>
<context>
    <name>Again</name>
    <message>
        <source>Route again with…</source>
        <translation>另行路由…</translation>
    </message>
    <message>
        <source>Choose by</source>
        <translation>选择方式</translation>
    </message>
    <message>
        <source>&amp;Choose by</source>
        <translation>选择方式(&amp;C)</translation>
    </message>
    <message>
        <source>Candidates of the dry run</source>
        <translation>模拟路由的候选</translation>
    </message>
    <message>
        <source>The settings as they are now</source>
        <translation>当前的设置</translation>
    </message>
    <message>
        <source>Strategy: {name}</source>
        <translation>策略：{name}</translation>
    </message>
    <message>
        <source>Route: {name}</source>
        <translation>路由：{name}</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>Worked out from the captured body. Nothing is sent.</source>
        <translation>根据捕获的正文推算。不会发送任何内容。</translation>
    </message>
    <message>
        <source>Worked out from what was recorded of the request: its body was not captured. Nothing is sent.</source>
        <translation>根据请求的记录推算：其正文未被捕获。不会发送任何内容。</translation>
    </message>
    <message>
        <source>Worked out from the request&apos;s row alone (model, tokens, tools, images): more is not kept of it. Nothing is sent.</source>
        <translation>仅根据请求的账本行推算（模型、token、工具、图片）：没有保存更多内容。不会发送任何内容。</translation>
    </message>
    <message>
        <source>It would go to {route}, for about {price}.</source>
        <translation>会发往 {route}，费用约 {price}。</translation>
    </message>
    <message>
        <source>It went to {route}, for {price}.</source>
        <translation>当时发往 {route}，费用 {price}。</translation>
    </message>
</context>
<context>
    <name>AgentCard</name>
    <message>
        <source>Change of {title}&apos;s settings</source>
        <translation>对 {title} 设置的更改</translation>
    </message>
    <message>
        <source>Connected already.</source>
        <translation>已连接。</translation>
    </message>
    <message>
        <source>Changed since by somebody else: {keys}</source>
        <translation>之后被他人改动：{keys}</translation>
    </message>
</context>
<context>
    <name>AgentsPage</name>
    <message>
        <source>Agents</source>
        <translation>编码助手</translation>
    </message>
    <message>
        <source>Connect your coding agents</source>
        <translation>连接您的编码助手</translation>
    </message>
    <message>
        <source>Only the keys shown are written, a copy of each file is kept, and disconnecting puts back what was there.</source>
        <translation>只写入所示的键，每个文件都会保留一份副本，断开连接时恢复原样。</translation>
    </message>
    <message>
        <source>&amp;Connect</source>
        <translation>连接(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Continue</source>
        <translation>继续(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Not now</source>
        <translation>暂不(&amp;N)</translation>
    </message>
    <message>
        <source>Not found here: {titles}</source>
        <translation>此处未找到：{titles}</translation>
    </message>
    <message>
        <source>{title} connected</source>
        <translation>{title} 已连接</translation>
    </message>
    <message>
        <source>{title}: sessions that are open go on as before; start a new one.</source>
        <translation>{title}：已打开的会话照旧；请新开一个会话。</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>The name is taken</source>
        <translation>名称已被占用</translation>
    </message>
    <message>
        <source>There is one called {name} already.</source>
        <translation>已经有一个名为 {name} 的。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请另选一个名称。</translation>
    </message>
</context>
<context>
    <name>Board</name>
    <message>
        <source>Spend by</source>
        <translation>花费分组</translation>
    </message>
    <message>
        <source>By provider</source>
        <translation>按提供商</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>按模型</translation>
    </message>
    <message>
        <source>Spend, how</source>
        <translation>花费显示方式</translation>
    </message>
    <message>
        <source>Added up</source>
        <translation>累计</translation>
    </message>
    <message>
        <source>Each time</source>
        <translation>逐段</translation>
    </message>
    <message>
        <source>Spend</source>
        <translation>花费</translation>
    </message>
    <message>
        <source>Request rate</source>
        <translation>请求速率</translation>
    </message>
    <message>
        <source>Success rate</source>
        <translation>成功率</translation>
    </message>
    <message>
        <source>Time to first word</source>
        <translation>首字延迟</translation>
    </message>
    <message>
        <source>Time to whole answer</source>
        <translation>完整回答耗时</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>No requests in these weeks.</source>
        <translation>这几周没有请求。</translation>
    </message>
    <message>
        <source>Requests by weekday and hour</source>
        <translation>按星期和小时的请求数</translation>
    </message>
    <message>
        <source>When it is used</source>
        <translation>使用时段</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>1 request</source>
        <translation>1 个请求</translation>
    </message>
    <message numerus="yes">
        <source>%n requests</source>
        <translation>
            <numerusform>%n 个请求</numerusform>
        </translation>
    </message>
    <message>
        <source>No requests in this time.</source>
        <translation>此时间段内没有请求。</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>Not said</source>
        <translation>未注明</translation>
    </message>
    <message>
        <source>Top models</source>
        <translation>常用模型</translation>
    </message>
    <message>
        <source>Top clients</source>
        <translation>常用客户端</translation>
    </message>
    <message>
        <source>Top projects</source>
        <translation>常用项目</translation>
    </message>
</context>
<context>
    <name>BudgetPage</name>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>How much may it cost?</source>
        <translation>可以花多少钱？</translation>
    </message>
    <message>
        <source>Spending is counted from the providers&apos; own token counts. Budgets end at your midnight.</source>
        <translation>花费按提供商自己的 token 计数统计。预算以您所在地的午夜为界。</translation>
    </message>
    <message>
        <source>&amp;Watch what is spent</source>
        <translation>监控花费(&amp;W)</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>每天</translation>
    </message>
    <message>
        <source>a week</source>
        <translation>每周</translation>
    </message>
    <message>
        <source>a month</source>
        <translation>每月</translation>
    </message>
    <message>
        <source>Tell me, and go on</source>
        <translation>提醒我，然后继续</translation>
    </message>
    <message>
        <source>Refuse requests until it begins anew</source>
        <translation>拒绝请求，直到新周期开始</translation>
    </message>
    <message>
        <source>Also there: {names}</source>
        <translation>已有：{names}</translation>
    </message>
    <message>
        <source>${amount} {period}</source>
        <translation>{period} ${amount}</translation>
    </message>
    <message>
        <source>Budget {words}</source>
        <translation>预算：{words}</translation>
    </message>
    <message>
        <source>budget {words}</source>
        <translation>预算：{words}</translation>
    </message>
    <message>
        <source>You are told at {shares} % of it.</source>
        <translation>用到 {shares}% 时会提醒您。</translation>
    </message>
    <message>
        <source>&amp;At most</source>
        <translation>最多(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Then</source>
        <translation>之后(&amp;T)</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>最多</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>周期</translation>
    </message>
    <message>
        <source>When it is used up</source>
        <translation>用完时</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
</context>
<context>
    <name>ChartCard</name>
    <message>
        <source>Show as &amp;table</source>
        <translation>显示为表格(&amp;T)</translation>
    </message>
    <message>
        <source>Save &amp;picture…</source>
        <translation>保存图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Save &amp;figures…</source>
        <translation>保存数据(&amp;F)…</translation>
    </message>
    <message>
        <source>Options of {title}</source>
        <translation>{title} 的选项</translation>
    </message>
    <message>
        <source>Show as table, save</source>
        <translation>显示为表格、保存</translation>
    </message>
</context>
<context>
    <name>Chooser</name>
    <message>
        <source>&amp;1 h</source>
        <translation>1 小时(&amp;1)</translation>
    </message>
    <message>
        <source>&amp;24 h</source>
        <translation>24 小时(&amp;2)</translation>
    </message>
    <message>
        <source>&amp;7 d</source>
        <translation>7 天(&amp;7)</translation>
    </message>
    <message>
        <source>&amp;30 d</source>
        <translation>30 天(&amp;3)</translation>
    </message>
    <message>
        <source>&amp;Custom</source>
        <translation>自定义(&amp;C)</translation>
    </message>
    <message>
        <source>The last hour</source>
        <translation>最近一小时</translation>
    </message>
    <message>
        <source>The last 24 hours</source>
        <translation>最近 24 小时</translation>
    </message>
    <message>
        <source>The last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>The last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>From one day to another</source>
        <translation>从某日到某日</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Strategy: {name}</source>
        <translation>策略：{name}</translation>
    </message>
    <message>
        <source>{name} switched on</source>
        <translation>启用 {name}</translation>
    </message>
    <message>
        <source>{name} switched off</source>
        <translation>停用 {name}</translation>
    </message>
    <message>
        <source>No application opens the log</source>
        <translation>没有应用可以打开日志</translation>
    </message>
    <message>
        <source>Nothing to change</source>
        <translation>无需更改</translation>
    </message>
    <message>
        <source>The settings already are as “{title}” has them.</source>
        <translation>设置已与“{title}”一致。</translation>
    </message>
    <message>
        <source>Template: {title}</source>
        <translation>模板：{title}</translation>
    </message>
    <message>
        <source>{client} now uses CC Router</source>
        <translation>{client} 现在使用 CC Router</translation>
    </message>
    <message>
        <source>These were changed by another program since, and stay as they are:</source>
        <translation>以下内容之后被其他程序改动，保持不变：</translation>
    </message>
    <message>
        <source>{client} no longer uses CC Router</source>
        <translation>{client} 不再使用 CC Router</translation>
    </message>
    <message>
        <source>CC Router {version} is out</source>
        <translation>CC Router {version} 已发布</translation>
    </message>
    <message>
        <source>This is {version}. Update with:
{command}</source>
        <translation>当前为 {version}。更新命令：
{command}</translation>
    </message>
    <message>
        <source>CC Router {version} is the newest.</source>
        <translation>CC Router {version} 已是最新版本。</translation>
    </message>
    <message>
        <source>No newer version</source>
        <translation>没有新版本</translation>
    </message>
</context>
<context>
    <name>Condition</name>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>is missing.</source>
        <translation>缺失。</translation>
    </message>
    <message>
        <source>The condition can be used.</source>
        <translation>该条件可以使用。</translation>
    </message>
    <message>
        <source>Column {column}: it {what} {mend}</source>
        <translation>第 {column} 列：{what} {mend}</translation>
    </message>
</context>
<context>
    <name>Dashboard</name>
    <message>
        <source>Dashboard – CC Router</source>
        <translation>仪表盘 – CC Router</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Save figures</source>
        <translation>保存数据</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>导出(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Picture of all this…</source>
        <translation>整页图片(&amp;P)…</translation>
    </message>
    <message>
        <source>All &amp;figures…</source>
        <translation>全部数据(&amp;F)…</translation>
    </message>
    <message>
        <source>Save the dashboard as a picture or its figures as CSV</source>
        <translation>将仪表盘保存为图片，或将数据保存为 CSV</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message numerus="yes">
        <source>%n request(s) are still being answered</source>
        <translation>
            <numerusform>仍有 %n 个请求正在回答</numerusform>
        </translation>
    </message>
    <message>
        <source>They get ten seconds to finish. What is not finished by then is cut off.</source>
        <translation>它们有十秒时间完成。届时未完成的会被中断。</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Stop the other process&apos;s router?</source>
        <translation>停止另一进程的路由器？</translation>
    </message>
    <message>
        <source>It was not started by this application, and its process ends with it. Running requests get ten seconds to finish.</source>
        <translation>它不是由本应用启动的，其进程会随之结束。进行中的请求有十秒时间完成。</translation>
    </message>
    <message>
        <source>&amp;Stop it</source>
        <translation>停止(&amp;S)</translation>
    </message>
</context>
<context>
    <name>Detail</name>
    <message>
        <source>The chosen request</source>
        <translation>所选的请求</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Copy as c&amp;url</source>
        <translation>复制为 curl(&amp;U)</translation>
    </message>
    <message>
        <source>A command that sends this request again, without any key in it</source>
        <translation>再次发送此请求的命令，其中不含任何密钥</translation>
    </message>
    <message>
        <source>&amp;Route again with…</source>
        <translation>另行路由(&amp;R)…</translation>
    </message>
    <message>
        <source>See where this request would go now; nothing is sent</source>
        <translation>查看此请求现在会发往何处；不会发送任何内容</translation>
    </message>
    <message>
        <source>subagent</source>
        <translation>子代理</translation>
    </message>
    <message>
        <source>session {name}</source>
        <translation>会话 {name}</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>The scores of this request are not kept (any more); “Route again with…” works them out anew.</source>
        <translation>此请求的得分未保存（或已过期）；“另行路由…”可重新推算。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>尝试</translation>
    </message>
    <message>
        <source>Why this model?</source>
        <translation>为什么是这个模型？</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>Tokens and cost</source>
        <translation>Token 与成本</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Request and answer</source>
        <translation>请求与回答</translation>
    </message>
</context>
<context>
    <name>Filters</name>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Only</source>
        <translation>仅看</translation>
    </message>
    <message>
        <source>C&amp;lear all</source>
        <translation>全部清除(&amp;L)</translation>
    </message>
    <message>
        <source>No longer only {name}</source>
        <translation>不再仅看 {name}</translation>
    </message>
    <message>
        <source>Clear filter {filter}</source>
        <translation>清除筛选 {filter}</translation>
    </message>
    <message>
        <source>Search in models, clients, projects, sessions, errors</source>
        <translation>搜索模型、客户端、项目、会话、错误</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>All outcomes</source>
        <translation>所有结果</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>已回答</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>All providers</source>
        <translation>所有提供商</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>所有模型</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>All clients</source>
        <translation>所有客户端</translation>
    </message>
    <message>
        <source>C&amp;lear filter</source>
        <translation>清除筛选(&amp;L)</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>Default model</source>
        <translation>默认模型</translation>
    </message>
    <message>
        <source>Part of its name, or of its provider&apos;s</source>
        <translation>模型或提供商名称的一部分</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>{count} of {all} models</source>
        <translation>{count} / {all} 个模型</translation>
    </message>
    <message>
        <source>No model has this in its name.</source>
        <translation>没有名称中含有此内容的模型。</translation>
    </message>
    <message>
        <source>&amp;Find a model</source>
        <translation>查找模型(&amp;F)</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>Its settings</source>
        <translation>插件设置</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>查询中…</translation>
    </message>
    <message>
        <source>It has none.</source>
        <translation>没有设置项。</translation>
    </message>
</context>
<context>
    <name>Grid</name>
    <message>
        <source>Copy &amp;row</source>
        <translation>复制行(&amp;R)</translation>
    </message>
    <message>
        <source>Copy &amp;cell</source>
        <translation>复制单元格(&amp;C)</translation>
    </message>
</context>
<context>
    <name>Hands</name>
    <message>
        <source>No application opens {file}.</source>
        <translation>没有应用可以打开 {file}。</translation>
    </message>
    <message>
        <source>The settings file could not be opened</source>
        <translation>无法打开设置文件</translation>
    </message>
    <message>
        <source>Open it in a text editor yourself; CC Router takes changes over as soon as they are saved.</source>
        <translation>请自行用文本编辑器打开；保存后 CC Router 会立即采用更改。</translation>
    </message>
    <message>
        <source>The settings were not changed</source>
        <translation>设置未更改</translation>
    </message>
    <message>
        <source>The file is written in an unusual way, and comments could be lost.</source>
        <translation>文件的写法不常见，注释可能会丢失。</translation>
    </message>
    <message>
        <source>Make this change in the file itself.</source>
        <translation>请直接在文件中进行此更改。</translation>
    </message>
    <message>
        <source>“{what}” was not undone</source>
        <translation>未能撤销“{what}”</translation>
    </message>
    <message>
        <source>The settings file has been changed by another program since.</source>
        <translation>设置文件之后被其他程序改动过。</translation>
    </message>
    <message>
        <source>Change it back by hand, so that nothing of that change is lost.</source>
        <translation>请手动改回，以免丢失那处改动。</translation>
    </message>
</context>
<context>
    <name>Headline</name>
    <message>
        <source>Spent today</source>
        <translation>今日花费</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>本月</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Median answer</source>
        <translation>回答耗时中位数</translation>
    </message>
    <message>
        <source>forecast {amount} ({low} to {high})</source>
        <translation>预测 {amount}（{low} 至 {high}）</translation>
    </message>
    <message>
        <source>a forecast needs three days</source>
        <translation>预测需要三天的数据</translation>
    </message>
    <message>
        <source>of {limit} daily budget</source>
        <translation>每日预算 {limit} 的占比</translation>
    </message>
    <message numerus="yes">
        <source>%n without a known price</source>
        <comment>requests</comment>
        <translation>
            <numerusform>%n 个请求价格未知</numerusform>
        </translation>
    </message>
    <message>
        <source>no daily budget</source>
        <translation>没有每日预算</translation>
    </message>
    <message>
        <source>{share} failed</source>
        <translation>{share} 失败</translation>
    </message>
    <message>
        <source>none failed</source>
        <translation>无失败</translation>
    </message>
    <message>
        <source>{count} in flight</source>
        <translation>{count} 个进行中</translation>
    </message>
    <message>
        <source>first word {time}</source>
        <translation>首字延迟 {time}</translation>
    </message>
    <message>
        <source>last minute {time}</source>
        <translation>最近一分钟 {time}</translation>
    </message>
    <message>
        <source>too many requests to work it out</source>
        <translation>请求过多，无法统计</translation>
    </message>
</context>
<context>
    <name>HealthWindow</name>
    <message>
        <source>Provider health</source>
        <translation>提供商健康</translation>
    </message>
    <message>
        <source>Deployments</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>&amp;Test now</source>
        <translation>立即测试(&amp;T)</translation>
    </message>
    <message>
        <source>Ask the provider for its models, for free</source>
        <translation>免费向提供商查询模型列表</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>重置(&amp;R)</translation>
    </message>
    <message>
        <source>Close the breaker and use this key of this model again at once</source>
        <translation>关闭熔断器，立即重新使用此模型的这个密钥</translation>
    </message>
    <message>
        <source>Dis&amp;able provider</source>
        <translation>停用提供商(&amp;A)</translation>
    </message>
    <message>
        <source>Testing {provider}…</source>
        <translation>正在测试 {provider}…</translation>
    </message>
    <message>
        <source>{route} is used again from the next request on.</source>
        <translation>{route} 从下一个请求起重新使用。</translation>
    </message>
    <message>
        <source>Enable {provider}</source>
        <translation>启用 {provider}</translation>
    </message>
    <message>
        <source>Disable {provider}</source>
        <translation>停用 {provider}</translation>
    </message>
    <message>
        <source>Deployments: {count}</source>
        <translation>部署：{count}</translation>
    </message>
    <message>
        <source>left alone: {count}</source>
        <translation>冷却中：{count}</translation>
    </message>
    <message>
        <source>switched off: {count}</source>
        <translation>已停用：{count}</translation>
    </message>
    <message>
        <source>No deployment is chosen</source>
        <translation>未选择部署</translation>
    </message>
    <message>
        <source>En&amp;able provider</source>
        <translation>启用提供商(&amp;A)</translation>
    </message>
    <message>
        <source>CC Router is not running.
Start it in the main window or the tray menu to see how its providers are.</source>
        <translation>CC Router 未运行。
请在主窗口或托盘菜单中启动它，以查看各提供商的状况。</translation>
    </message>
    <message>
        <source>No providers yet.
Add one in Settings (Ctrl+,), and its models appear here.</source>
        <translation>还没有提供商。
请在设置（Ctrl+,）中添加一个，其模型会显示在这里。</translation>
    </message>
    <message>
        <source>The chosen deployment</source>
        <translation>所选的部署</translation>
    </message>
    <message>
        <source>What is known of it</source>
        <translation>已知信息</translation>
    </message>
    <message>
        <source>Result of the test</source>
        <translation>测试结果</translation>
    </message>
</context>
<context>
    <name>HeatMap</name>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Most requests: {when}, {count}</source>
        <translation>请求最多：{when}，{count}</translation>
    </message>
</context>
<context>
    <name>Hint</name>
    <message>
        <source>&amp;Set up…</source>
        <translation>设置向导(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Open settings</source>
        <translation>打开设置(&amp;O)</translation>
    </message>
    <message>
        <source>The ledger is not being written</source>
        <translation>账本未在写入</translation>
    </message>
    <message>
        <source>Requests go through, but nothing is remembered of them. Set enabled = true under [ledger].</source>
        <translation>请求照常转发，但不会留下记录。请在 [ledger] 下设置 enabled = true。</translation>
    </message>
    <message>
        <source>The ledger is switched off</source>
        <translation>账本已关闭</translation>
    </message>
    <message>
        <source>Every request that goes through CC Router is counted here, with its time and its cost.
1.  Set up a provider and connect a coding agent.
2.  Or start one through the router at once, in a terminal: ccr code</source>
        <translation>经过 CC Router 的每个请求都会在此统计，包括耗时和费用。
1.  设置一个提供商并连接编码助手。
2.  或者直接在终端通过路由器启动一个：ccr code</translation>
    </message>
    <message>
        <source>Nothing has been asked yet</source>
        <translation>还没有任何请求</translation>
    </message>
</context>
<context>
    <name>KeyCard</name>
    <message>
        <source>Paste the key</source>
        <translation>粘贴密钥</translation>
    </message>
    <message>
        <source>Key for {title}</source>
        <translation>{title} 的密钥</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>测试(&amp;T)</translation>
    </message>
    <message>
        <source>Test {title}</source>
        <translation>测试 {title}</translation>
    </message>
    <message>
        <source>&amp;Keep all the same</source>
        <translation>仍然保留(&amp;K)</translation>
    </message>
    <message>
        <source>Keep {title} all the same</source>
        <translation>仍然保留 {title}</translation>
    </message>
    <message>
        <source>What {title} said</source>
        <translation>{title} 的答复</translation>
    </message>
    <message>
        <source>No key yet</source>
        <translation>还没有密钥</translation>
    </message>
    <message>
        <source>Asking {title} …</source>
        <translation>正在询问 {title}…</translation>
    </message>
    <message>
        <source>Kept, though it was not taken just now</source>
        <translation>已保留，尽管刚才未被接受</translation>
    </message>
    <message>
        <source>key for {title}</source>
        <translation>{title} 的密钥</translation>
    </message>
    <message>
        <source>Stored in the keyring. Paste another to replace it</source>
        <translation>已保存在密钥环中。粘贴另一个即可替换</translation>
    </message>
    <message>
        <source>From the environment, {name}. Paste another to use it instead</source>
        <translation>来自环境变量 {name}。粘贴另一个即可改用</translation>
    </message>
    <message>
        <source>The key that is set up. Paste another to replace it</source>
        <translation>已设置的密钥。粘贴另一个即可替换</translation>
    </message>
    <message>
        <source>Start it, then test again. It is left out unless it answers or you keep it.</source>
        <translation>请启动它，然后再次测试。除非它有响应或您选择保留，否则会略过。</translation>
    </message>
    <message>
        <source>Check the key, or get a new one. It is left out unless it is taken or you keep it.</source>
        <translation>请检查密钥，或获取新的密钥。除非被接受或您选择保留，否则会略过。</translation>
    </message>
</context>
<context>
    <name>KeyLink</name>
    <message>
        <source>Get a key for {title}</source>
        <translation>获取 {title} 的密钥</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Into the keyring</source>
        <translation>存入密钥环</translation>
    </message>
    <message>
        <source>In an environment variable</source>
        <translation>存于环境变量</translation>
    </message>
    <message>
        <source>The client&apos;s own</source>
        <translation>客户端自带</translation>
    </message>
    <message>
        <source>Where a new key is</source>
        <translation>新密钥的位置</translation>
    </message>
    <message>
        <source>Paste a key</source>
        <translation>粘贴密钥</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新密钥</translation>
    </message>
    <message>
        <source>It is stored in the system&apos;s keyring and never shown again.</source>
        <translation>它保存在系统的密钥环中，之后不再显示。</translation>
    </message>
    <message>
        <source>Environment variable</source>
        <translation>环境变量</translation>
    </message>
    <message>
        <source>&amp;Store key</source>
        <translation>保存密钥(&amp;S)</translation>
    </message>
    <message>
        <source>What the client sends as its key travels on.</source>
        <translation>客户端作为密钥发送的内容会原样转发。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete {key}</source>
        <translation>删除 {key}</translation>
    </message>
    <message>
        <source>No key is needed, or none is named.</source>
        <translation>不需要密钥，或未指定密钥。</translation>
    </message>
    <message>
        <source>sent by the client</source>
        <translation>由客户端发送</translation>
    </message>
    <message>
        <source>there</source>
        <translation>已有</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>{provider}: key {key}</source>
        <translation>{provider}：密钥 {key}</translation>
    </message>
    <message>
        <source>Delete the key {key}?</source>
        <translation>删除密钥 {key}？</translation>
    </message>
    <message>
        <source>It is taken out of the keyring for good; this cannot be undone.</source>
        <translation>它会从密钥环中永久删除；此操作无法撤销。</translation>
    </message>
    <message>
        <source>Only its mention in the settings goes.</source>
        <translation>只会删除设置中对它的引用。</translation>
    </message>
    <message>
        <source>{provider}: without the key {key}</source>
        <translation>{provider}：移除密钥 {key}</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Keys</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Keys, tried for real</source>
        <translation>密钥，实际检验</translation>
    </message>
    <message>
        <source>A key goes straight to the system&apos;s keyring once its provider has taken it. It is asked for its list of models, which costs nothing.</source>
        <translation>提供商接受密钥后，密钥会直接存入系统的密钥环。检验时只查询模型列表，不产生费用。</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Show only {name}, or all again</source>
        <translation>只显示 {name}，或重新显示全部</translation>
    </message>
</context>
<context>
    <name>Link</name>
    <message>
        <source>CC Router is not ready</source>
        <translation>CC Router 尚未就绪</translation>
    </message>
    <message>
        <source>It is still starting, or could not start.</source>
        <translation>它仍在启动，或未能启动。</translation>
    </message>
    <message>
        <source>Wait a moment, or mend what the main window says.</source>
        <translation>请稍等，或按主窗口的提示处理。</translation>
    </message>
    <message>
        <source>Something went wrong inside CC Router</source>
        <translation>CC Router 内部出错</translation>
    </message>
    <message>
        <source>An unexpected {name} was raised.</source>
        <translation>发生了意外的 {name}。</translation>
    </message>
    <message>
        <source>Try again. If it happens again, please report it with the end of the log.</source>
        <translation>请重试。若再次发生，请附上日志末尾进行反馈。</translation>
    </message>
</context>
<context>
    <name>LoginItem</name>
    <message>
        <source>&amp;Start CC Router at login</source>
        <translation>登录时启动 CC Router(&amp;S)</translation>
    </message>
    <message>
        <source>Start CC Router at login</source>
        <translation>登录时启动 CC Router</translation>
    </message>
</context>
<context>
    <name>LookPage</name>
    <message>
        <source>Look around</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Welcome to CC Router</source>
        <translation>欢迎使用 CC Router</translation>
    </message>
    <message>
        <source>One address for all your coding agents, any provider behind it. Here is what is on this machine.</source>
        <translation>所有编码助手共用一个地址，背后可以是任何提供商。以下是本机上的情况。</translation>
    </message>
    <message>
        <source>Look &amp;again</source>
        <translation>重新查看(&amp;A)</translation>
    </message>
    <message>
        <source>Choose step by &amp;step</source>
        <translation>逐步选择(&amp;S)</translation>
    </message>
    <message>
        <source>Looking around</source>
        <translation>正在查看</translation>
    </message>
    <message>
        <source>Coding agents</source>
        <translation>编码助手</translation>
    </message>
    <message>
        <source>None found in the search path</source>
        <translation>在搜索路径中未找到</translation>
    </message>
    <message>
        <source>Keys in the environment</source>
        <translation>环境变量中的密钥</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Model servers here</source>
        <translation>本机模型服务</translation>
    </message>
    <message>
        <source>Neither Ollama nor LM Studio nor another answers</source>
        <translation>Ollama、LM Studio 等均无响应</translation>
    </message>
    <message>
        <source>Other routers</source>
        <translation>其他路由器</translation>
    </message>
    <message>
        <source>Set up already</source>
        <translation>已设置</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Continue sets up {providers} with what was found, and routing that balances price, speed and quality. Each is first asked for its list of models, which costs nothing.</source>
        <translation>“继续”会用找到的密钥设置 {providers}，并采用兼顾价格、速度和质量的路由。会先向每个提供商查询模型列表，不产生费用。</translation>
    </message>
    <message>
        <source>Next, see what can be taken over from the other router.</source>
        <translation>接下来，看看可以从另一个路由器接管什么。</translation>
    </message>
    <message>
        <source>Nothing of what is set up is taken away: go on to add to it.</source>
        <translation>已设置的内容不会被移除：继续即可补充。</translation>
    </message>
    <message>
        <source>Next, choose a provider that you have a key for.</source>
        <translation>接下来，选择一个您有密钥的提供商。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>CC Router</source>
        <translation>CC Router</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>This desktop shows no tray icons, so CC Router lives in this window. Closing the window quits it. For a router without a window run: ccr serve</source>
        <translation>此桌面不显示托盘图标，因此 CC Router 以此窗口运行。关闭窗口即退出。如需无窗口的路由器，请运行：ccr serve</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>No provider is configured yet: the built-in demo provider, demo/echo, answers every request.
“Set up…” leads through it step by step. By hand:
1.  Add a provider to the settings file; the comments in it show how.
2.  Store its key in the keyring, in a terminal: ccr key set PROVIDER
3.  Start a coding agent through the router, in a terminal: ccr code</source>
        <translation>尚未配置提供商：所有请求由内置的演示提供商 demo/echo 回答。
“设置向导…”会逐步引导。也可手动进行：
1.  在设置文件中添加提供商；其中的注释说明了写法。
2.  在终端中将其密钥存入密钥环：ccr key set PROVIDER
3.  在终端中通过路由器启动编码助手：ccr code</translation>
    </message>
    <message>
        <source>Se&amp;t up…</source>
        <translation>设置向导(&amp;T)…</translation>
    </message>
    <message>
        <source>Add providers, agents and budgets step by step</source>
        <translation>逐步添加提供商、编码助手和预算</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Copy &amp;environment</source>
        <translation>复制环境变量(&amp;E)</translation>
    </message>
    <message>
        <source>Copy shell lines that point coding agents here</source>
        <translation>复制让编码助手指向此处的 shell 命令</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>Open the settings file</source>
        <translation>打开设置文件</translation>
    </message>
    <message>
        <source>Copied: paste it into a terminal</source>
        <translation>已复制：请粘贴到终端</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>地址(&amp;A)</translation>
    </message>
    <message>
        <source>Default &amp;model</source>
        <translation>默认模型(&amp;M)</translation>
    </message>
    <message>
        <source>Settings &amp;file</source>
        <translation>设置文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Recent requests</source>
        <translation>最近的请求(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Providers</source>
        <translation>提供商(&amp;P)</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter models</source>
        <translation>筛选模型</translation>
    </message>
    <message>
        <source>Another model, by the provider&apos;s own name</source>
        <translation>其他模型，使用提供商自己的名称</translation>
    </message>
    <message>
        <source>Another model</source>
        <translation>其他模型</translation>
    </message>
    <message>
        <source>&amp;Find models</source>
        <translation>查找模型(&amp;F)</translation>
    </message>
    <message>
        <source>Asks the provider for its list of models, which costs nothing.</source>
        <translation>向提供商查询模型列表，不产生费用。</translation>
    </message>
    <message>
        <source>A&amp;dd</source>
        <translation>添加(&amp;D)</translation>
    </message>
    <message>
        <source>None are known. Find them, or add one by its name.</source>
        <translation>还没有模型。请查找，或按名称添加。</translation>
    </message>
    <message>
        <source>{provider}: with {model}</source>
        <translation>{provider}：添加 {model}</translation>
    </message>
    <message>
        <source>{provider}: without {model}</source>
        <translation>{provider}：移除 {model}</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>查询中…</translation>
    </message>
    <message>
        <source>It lists {count} models. Tick those to offer.</source>
        <translation>列出了 {count} 个模型。请勾选要提供的模型。</translation>
    </message>
    <message>
        <source>It lists no models to us. Add them by name.</source>
        <translation>它不提供模型列表。请按名称添加。</translation>
    </message>
</context>
<context>
    <name>NewProvider</name>
    <message>
        <source>Add a provider</source>
        <translation>添加提供商</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>{title} (on this machine)</source>
        <translation>{title}（本机）</translation>
    </message>
    <message>
        <source>Another, by its address</source>
        <translation>其他，按地址填写</translation>
    </message>
    <message>
        <source>optional; can be found later</source>
        <translation>可选；稍后也能查找</translation>
    </message>
    <message>
        <source>&amp;Provider</source>
        <translation>提供商(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>By which you and the settings call it.</source>
        <translation>您和设置中对它的称呼。</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>格式(&amp;F)</translation>
    </message>
    <message>
        <source>The dialect the endpoint speaks.</source>
        <translation>该接口使用的协议格式。</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>地址(&amp;A)</translation>
    </message>
    <message>
        <source>The endpoint, as the provider&apos;s own SDK is given it.</source>
        <translation>接口地址，与该提供商自家 SDK 所用的相同。</translation>
    </message>
    <message>
        <source>&amp;Models</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>By the provider&apos;s own names, with commas.</source>
        <translation>提供商自己的名称，用逗号分隔。</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>密钥(&amp;K)</translation>
    </message>
    <message>
        <source>It is stored in the system&apos;s keyring and never shown again.</source>
        <translation>它保存在系统的密钥环中，之后不再显示。</translation>
    </message>
    <message>
        <source>provider {name} added</source>
        <translation>添加提供商 {name}</translation>
    </message>
</context>
<context>
    <name>NoticesWindow</name>
    <message>
        <source>Notices</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Kind of notice</source>
        <translation>通知类型</translation>
    </message>
    <message>
        <source>Find in notices</source>
        <translation>在通知中查找</translation>
    </message>
    <message>
        <source>C&amp;lear all</source>
        <translation>全部清除(&amp;L)</translation>
    </message>
    <message>
        <source>Forgets every notice</source>
        <translation>清除所有通知</translation>
    </message>
    <message>
        <source>None of the notices matches.</source>
        <translation>没有符合条件的通知。</translation>
    </message>
    <message>
        <source>Nothing to report.
When a budget runs low, a provider fails or a key is refused, it is said here.</source>
        <translation>没有需要报告的事项。
预算不足、提供商出错或密钥被拒时，会在此说明。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Budgets and forecasts</source>
        <translation>预算与预测</translation>
    </message>
    <message>
        <source>Providers and keys</source>
        <translation>提供商与密钥</translation>
    </message>
    <message>
        <source>Settings and updates</source>
        <translation>设置与更新</translation>
    </message>
    <message>
        <source>&amp;Show</source>
        <translation>显示(&amp;S)</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>&amp;Continue</source>
        <translation>继续(&amp;C)</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>The last {count} requests</source>
        <translation>最近 {count} 个请求</translation>
    </message>
    <message>
        <source>Each of them is planned again with these settings, in the order in which they came, and charged the same tokens at the list price of its time. Where it would have gone elsewhere, tokens read from a cache count as read from one only if the conversation would have been there already. Speeds are those measured now; budgets and what was learnt are left aside. Failed requests and unknown prices are left out.</source>
        <translation>每个请求都按这些设置、以原来的顺序重新规划，并按当时的标价计算同样的 token。若会改发别处，则只有对话本来就在那里时，缓存读取才计为缓存读取。速度取当前测量值；不考虑预算和学习结果。失败的请求和价格未知的请求不计入。</translation>
    </message>
    <message>
        <source>This cannot be used</source>
        <translation>无法使用此内容</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>还没有可比较的内容</translation>
    </message>
    <message>
        <source>No request with a known price has been answered so far.</source>
        <translation>到目前为止还没有价格已知的已回答请求。</translation>
    </message>
    <message>
        <source>Only {count} answered requests have a known price; from 20 on a comparison says something.</source>
        <translation>价格已知的已回答请求只有 {count} 个；达到 20 个后比较才有意义。</translation>
    </message>
    <message>
        <source>Too little to tell</source>
        <translation>数据太少，无法判断</translation>
    </message>
    <message>
        <source>This would have cost {would}</source>
        <translation>本来会花费 {would}</translation>
    </message>
    <message>
        <source>These settings would have cost {would}</source>
        <translation>按这些设置会花费 {would}</translation>
    </message>
    <message>
        <source>{said}, {change}</source>
        <translation>{said}，{change}</translation>
    </message>
    <message>
        <source>{count} requests cost {cost}; {moved} of them would have gone to another model.</source>
        <translation>{count} 个请求花费 {cost}；其中 {moved} 个会改用其他模型。</translation>
    </message>
    <message>
        <source>Quality of the models on average: {before} before, {after} then (of 1).</source>
        <translation>模型的平均质量：之前 {before}，之后 {after}（满分 1）。</translation>
    </message>
    <message>
        <source>Rules that ask for {fields} are judged without it: the ledger does not keep it.</source>
        <translation>涉及 {fields} 的规则在判断时不考虑它：账本中没有保存。</translation>
    </message>
    <message>
        <source>{count} failed or have no known price.</source>
        <translation>{count} 个请求失败或价格未知。</translation>
    </message>
</context>
<context>
    <name>ProvidersPage</name>
    <message>
        <source>Providers</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>Choose your providers</source>
        <translation>选择您的提供商</translation>
    </message>
    <message>
        <source>Tick those you have a key for, or run yourself. More can be added at any time.</source>
        <translation>勾选您有密钥的或自己运行的提供商。以后随时可以添加。</translation>
    </message>
    <message>
        <source>Find a provider</source>
        <translation>查找提供商</translation>
    </message>
    <message>
        <source>Set up already</source>
        <translation>已设置</translation>
    </message>
    <message>
        <source>Key in the keyring</source>
        <translation>密钥在密钥环中</translation>
    </message>
    <message>
        <source>Key in {variable}</source>
        <translation>密钥在 {variable} 中</translation>
    </message>
    <message>
        <source>Answers now: {models}</source>
        <translation>正在响应：{models}</translation>
    </message>
</context>
<context>
    <name>RequestsWindow</name>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Number of requests</source>
        <translation>请求数量</translation>
    </message>
    <message>
        <source>Copy as c&amp;url</source>
        <translation>复制为 curl(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Route again with…</source>
        <translation>另行路由(&amp;R)…</translation>
    </message>
    <message>
        <source>Found so far: {count}, looking further…</source>
        <translation>目前找到 {count} 个，继续查找中…</translation>
    </message>
    <message>
        <source>The newest requests: {count}; older ones are found by a filter</source>
        <translation>最新的请求：{count} 个；更早的可用筛选查找</translation>
    </message>
    <message>
        <source>Requests: {count}</source>
        <translation>请求：{count} 个</translation>
    </message>
    <message>
        <source>Requests that fit the filter: {count}</source>
        <translation>符合筛选的请求：{count} 个</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>查找中…</translation>
    </message>
    <message>
        <source>No requests yet.
Connect a coding agent in the tray menu, or start one in a terminal: ccr code</source>
        <translation>还没有请求。
请在托盘菜单中连接编码助手，或在终端中启动一个：ccr code</translation>
    </message>
    <message>
        <source>No request fits the filter.
Clear it, or look for something else.</source>
        <translation>没有符合筛选的请求。
请清除筛选，或换个条件查找。</translation>
    </message>
    <message>
        <source>Choose a request to see what happened to it.</source>
        <translation>选择一个请求，查看它的经过。</translation>
    </message>
    <message>
        <source>This request has been deleted since.</source>
        <translation>此请求之后已被删除。</translation>
    </message>
    <message>
        <source>CCR_TOKEN must hold the local token. After `ccr activate`: CCR_TOKEN=$ANTHROPIC_AUTH_TOKEN</source>
        <translation>CCR_TOKEN 必须为本地令牌。执行 `ccr activate` 后：CCR_TOKEN=$ANTHROPIC_AUTH_TOKEN</translation>
    </message>
    <message>
        <source>The body was not captured: this is a small one for the same model. Put yours in its place.</source>
        <translation>正文未被捕获：这里是发给同一模型的简短示例。请换成您自己的内容。</translation>
    </message>
    <message>
        <source>The body was longer than what is captured: it is cut, and will not be accepted as it is.</source>
        <translation>正文超过捕获上限：已被截断，原样发送不会被接受。</translation>
    </message>
</context>
<context>
    <name>Roster</name>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
</context>
<context>
    <name>SettingsWindow</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Changes are written at once and used from the next request on.</source>
        <translation>更改会立即写入，并从下一个请求起生效。</translation>
    </message>
    <message>
        <source>Open settings &amp;file</source>
        <translation>打开设置文件(&amp;F)</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>Routing</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Plugins</source>
        <translation>插件</translation>
    </message>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>The settings file has a mistake; what was in force before stays. {mistake}</source>
        <translation>设置文件有错误；仍沿用之前的设置。{mistake}</translation>
    </message>
    <message>
        <source>&amp;Undo “{what}”</source>
        <translation>撤销“{what}”(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
</context>
<context>
    <name>SetupWindow</name>
    <message>
        <source>Set up CC Router</source>
        <translation>设置 CC Router</translation>
    </message>
    <message>
        <source>Kept so far</source>
        <translation>目前已保留</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>上一步(&amp;B)</translation>
    </message>
    <message>
        <source>Kept: {what}</source>
        <translation>已保留：{what}</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>关闭(&amp;L)</translation>
    </message>
    <message>
        <source>Cance&amp;l</source>
        <translation>取消(&amp;L)</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Copy row</source>
        <translation>复制行</translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>&amp;Run this plugin</source>
        <translation>运行此插件(&amp;R)</translation>
    </message>
    <message>
        <source>Start it &amp;again</source>
        <translation>重新启动(&amp;A)</translation>
    </message>
    <message>
        <source>Its faults are forgiven.</source>
        <translation>其出错记录会被清除。</translation>
    </message>
    <message>
        <source>It does not run.</source>
        <translation>未运行。</translation>
    </message>
    <message>
        <source>It runs.</source>
        <translation>运行中。</translation>
    </message>
    <message>
        <source>It was put out.</source>
        <translation>已被停用。</translation>
    </message>
    <message>
        <source>{calls} calls, {faults} faults; {mean} each, {slowest} the slowest.</source>
        <translation>调用 {calls} 次，出错 {faults} 次；平均 {mean}，最慢 {slowest}。</translation>
    </message>
</context>
<context>
    <name>StepList</name>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>here</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>nothing to choose</source>
        <translation>无需选择</translation>
    </message>
</context>
<context>
    <name>TakingPage</name>
    <message>
        <source>Take over</source>
        <translation>接管</translation>
    </message>
    <message>
        <source>Take over from another router</source>
        <translation>从其他路由器接管</translation>
    </message>
    <message>
        <source>Its own files stay as they are. Keys go to the keyring, all else to CC Router&apos;s settings.</source>
        <translation>它自己的文件保持不变。密钥存入密钥环，其余写入 CC Router 的设置。</translation>
    </message>
    <message>
        <source>&amp;Take over</source>
        <translation>接管(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Continue</source>
        <translation>继续(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Skip</source>
        <translation>跳过(&amp;S)</translation>
    </message>
    <message>
        <source>Import from {source}</source>
        <translation>从 {source} 导入</translation>
    </message>
    <message>
        <source>routing</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>taken over: {names}</source>
        <translation>已接管：{names}</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>已找到</translation>
    </message>
    <message>
        <source>It cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Nothing is new</source>
        <translation>没有新内容</translation>
    </message>
    <message>
        <source>Its providers are there already.</source>
        <translation>其提供商均已存在。</translation>
    </message>
    <message>
        <source>Taken over</source>
        <translation>接管内容</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>略过内容</translation>
    </message>
    <message>
        <source>Change of the settings file</source>
        <translation>对设置文件的更改</translation>
    </message>
</context>
<context>
    <name>TemplatePage</name>
    <message>
        <source>Routing</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>How shall models be chosen?</source>
        <translation>如何选择模型？</translation>
    </message>
    <message>
        <source>A template is a starting point, fitted to your models. Every line of it can be changed later.</source>
        <translation>模板是一个起点，已按您的模型调整。其中每一行之后都可以更改。</translation>
    </message>
    <message>
        <source>Change of the settings file</source>
        <translation>对设置文件的更改</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>保持现状</translation>
    </message>
    <message>
        <source>Your own choice stays, unchanged.</source>
        <translation>您自己的选择保持不变。</translation>
    </message>
    <message>
        <source>The default model answers whatever asks for a model that nobody lists.</source>
        <translation>当请求的模型无人提供时，由默认模型回答。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>value</source>
        <translation>性价比</translation>
    </message>
    <message>
        <source>small tasks</source>
        <translation>小任务</translation>
    </message>
    <message>
        <source>cheapest</source>
        <translation>最便宜</translation>
    </message>
    <message>
        <source>long context</source>
        <translation>长上下文</translation>
    </message>
    <message>
        <source>images</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>local</source>
        <translation>本地</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
</context>
<context>
    <name>TrayMenu</name>
    <message>
        <source>&amp;Dashboard</source>
        <translation>仪表盘(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Requests</source>
        <translation>请求(&amp;R)</translation>
    </message>
    <message>
        <source>Provider &amp;health</source>
        <translation>提供商健康(&amp;H)</translation>
    </message>
    <message>
        <source>Settin&amp;gs…</source>
        <translation>设置(&amp;G)…</translation>
    </message>
    <message>
        <source>S&amp;et up…</source>
        <translation>设置向导(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Copy environment</source>
        <translation>复制环境变量(&amp;C)</translation>
    </message>
    <message>
        <source>Open settings &amp;file</source>
        <translation>打开设置文件(&amp;F)</translation>
    </message>
    <message>
        <source>Open &amp;log</source>
        <translation>打开日志(&amp;L)</translation>
    </message>
    <message>
        <source>Start at log&amp;in</source>
        <translation>登录时启动(&amp;I)</translation>
    </message>
    <message>
        <source>Chec&amp;k for updates</source>
        <translation>检查更新(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About CC Router</source>
        <translation>关于 CC Router(&amp;A)</translation>
    </message>
    <message>
        <source>Show &amp;window</source>
        <translation>显示窗口(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Notices ({count} new)</source>
        <translation>通知（{count} 条新通知）(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Notices</source>
        <translation>通知(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Quit now</source>
        <translation>立即退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Quit CC Router</source>
        <translation>退出 CC Router(&amp;Q)</translation>
    </message>
    <message>
        <source>Undo “{what}”</source>
        <translation>撤销“{what}”</translation>
    </message>
    <message>
        <source>Served by another process ({pid}); quitting here leaves it running</source>
        <translation>由另一个进程（{pid}）提供服务；在此退出不会影响它的运行</translation>
    </message>
</context>
<context>
    <name>Trip</name>
    <message>
        <source>Set up {titles}</source>
        <translation>设置 {titles}</translation>
    </message>
    <message>
        <source>{titles} set up</source>
        <translation>设置 {titles}</translation>
    </message>
    <message>
        <source>Template {title}</source>
        <translation>模板 {title}</translation>
    </message>
    <message>
        <source>template {title}</source>
        <translation>模板 {title}</translation>
    </message>
</context>
<context>
    <name>TroubleBox</name>
    <message>
        <source>CC Router</source>
        <translation>CC Router</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>重试(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Open settings file</source>
        <translation>打开设置文件(&amp;O)</translation>
    </message>
</context>
<context>
    <name>TroubleCard</name>
    <message>
        <source>Trouble</source>
        <translation>问题</translation>
    </message>
</context>
<context>
    <name>TryPage</name>
    <message>
        <source>Try it</source>
        <translation>试一试</translation>
    </message>
    <message>
        <source>Send a request and see it travel</source>
        <translation>发送一个请求，看它如何传递</translation>
    </message>
    <message>
        <source>It takes the way of every request: to CC Router, on to a provider, and back.</source>
        <translation>它走的是每个请求都走的路：先到 CC Router，再到提供商，然后返回。</translation>
    </message>
    <message>
        <source>Say hello in one short sentence.</source>
        <translation>用一句简短的话打个招呼。</translation>
    </message>
    <message>
        <source>The request&apos;s way</source>
        <translation>请求的路径</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Times, tokens and cost</source>
        <translation>耗时、token 与成本</translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation>小贴士</translation>
    </message>
    <message>
        <source>&amp;Finish</source>
        <translation>完成(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Send</source>
        <translation>发送(&amp;S)</translation>
    </message>
    <message>
        <source>Send &amp;again</source>
        <translation>再次发送(&amp;A)</translation>
    </message>
    <message>
        <source>Finish &amp;without</source>
        <translation>直接完成(&amp;W)</translation>
    </message>
    <message>
        <source>CC Router is not running</source>
        <translation>CC Router 未运行</translation>
    </message>
    <message>
        <source>It has been stopped.</source>
        <translation>它已被停止。</translation>
    </message>
    <message>
        <source>Start it from the tray or the main window, then send again.</source>
        <translation>请从托盘或主窗口启动它，然后再次发送。</translation>
    </message>
    <message>
        <source>The request was not answered</source>
        <translation>请求未得到回答</translation>
    </message>
    <message>
        <source>Go back and check the provider&apos;s key and models, or choose another model, then send again.</source>
        <translation>请返回检查提供商的密钥和模型，或选择其他模型，然后再次发送。</translation>
    </message>
    <message>
        <source>Whole answer after {time}</source>
        <translation>完整回答耗时 {time}</translation>
    </message>
    <message>
        <source>First word after {time}</source>
        <translation>首字延迟 {time}</translation>
    </message>
    <message>
        <source>Tokens {tokens}</source>
        <translation>Token {tokens}</translation>
    </message>
    <message>
        <source>Cost {cost}</source>
        <translation>成本 {cost}</translation>
    </message>
    <message>
        <source>Chosen: {why}</source>
        <translation>选择理由：{why}</translation>
    </message>
    <message>
        <source>Costs at most {price}</source>
        <translation>最多花费 {price}</translation>
    </message>
    <message>
        <source>This window</source>
        <translation>此窗口</translation>
    </message>
    <message>
        <source>asks</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>CC Router</source>
        <translation>CC Router</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>&amp;Question</source>
        <translation>问题(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
</context>
<context>
    <name>Use</name>
    <message>
        <source>Used of {name}</source>
        <translation>{name} 已用</translation>
    </message>
    <message>
        <source>Not counted yet.</source>
        <translation>尚未统计。</translation>
    </message>
    <message>
        <source>{used} of {limit} used ({percent} %)</source>
        <translation>已用 {used} / {limit}（{percent}%）</translation>
    </message>
    <message>
        <source>It resets at {time}.</source>
        <translation>{time} 重置。</translation>
    </message>
</context>
<context>
    <name>_Box</name>
    <message>
        <source>CC Router</source>
        <translation>CC Router</translation>
    </message>
</context>
<context>
    <name>_Detail</name>
    <message>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>怎么办</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>Show only {name}, or all again</source>
        <translation>只显示 {name}，或重新显示全部</translation>
    </message>
</context>
<context>
    <name>heard</name>
    <message>
        <source>named by the client</source>
        <translation>由客户端指定</translation>
    </message>
    <message>
        <source>alias {0}</source>
        <translation>别名 {0}</translation>
    </message>
    <message>
        <source>{0} leads nowhere: default</source>
        <translation>{0} 没有去处：使用默认</translation>
    </message>
    <message>
        <source>{0} lists it</source>
        <translation>{0} 列出了该模型</translation>
    </message>
    <message>
        <source>tried to see how it does now</source>
        <translation>试探它现在的状况</translation>
    </message>
    <message>
        <source>default, though it may be unable</source>
        <translation>默认模型，尽管可能无法胜任</translation>
    </message>
    <message>
        <source>downgraded to {0}</source>
        <translation>降级到 {0}</translation>
    </message>
    <message>
        <source>named for the subagent</source>
        <translation>为子代理指定</translation>
    </message>
    <message>
        <source>route {0}</source>
        <translation>路由 {0}</translation>
    </message>
    <message>
        <source>scenario {0}</source>
        <translation>场景 {0}</translation>
    </message>
    <message>
        <source>strategy {0}</source>
        <translation>策略 {0}</translation>
    </message>
    <message>
        <source>rule {0}</source>
        <translation>规则 {0}</translation>
    </message>
    <message>
        <source>takes no images</source>
        <translation>不支持图片</translation>
    </message>
    <message>
        <source>takes no documents</source>
        <translation>不支持文档</translation>
    </message>
    <message>
        <source>cannot call tools</source>
        <translation>不支持工具调用</translation>
    </message>
    <message>
        <source>cannot be told to think</source>
        <translation>不支持思考</translation>
    </message>
    <message>
        <source>holds {0} tokens, the route wants {1}</source>
        <translation>可容纳 {0} 个 token，路由要求 {1}</translation>
    </message>
    <message>
        <source>its context holds {0} tokens, the request has about {1}</source>
        <translation>上下文可容纳 {0} 个 token，请求约有 {1}</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>switched off in the settings</source>
        <translation>已在设置中停用</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>不需要</translation>
    </message>
    <message>
        <source>Demo (built in, answers are canned)</source>
        <translation>演示（内置，固定回答）</translation>
    </message>
    <message>
        <source>No key for {0}.</source>
        <translation>{0} 没有密钥。</translation>
    </message>
    <message>
        <source>Store one with `ccr key set {0}`.</source>
        <translation>可用 `ccr key set {0}` 保存。</translation>
    </message>
    <message>
        <source>The changed settings were not taken over</source>
        <translation>更改后的设置未被采用</translation>
    </message>
    <message>
        <source>The old ones stay in force.</source>
        <translation>仍沿用原来的设置。</translation>
    </message>
    <message>
        <source>Mend the settings file; it is read again as soon as it is saved.</source>
        <translation>请修正设置文件；保存后会立即重新读取。</translation>
    </message>
    <message>
        <source>CC Router {0} is out</source>
        <translation>CC Router {0} 已发布</translation>
    </message>
    <message>
        <source>A newer release than this one.</source>
        <translation>比当前版本更新。</translation>
    </message>
    <message>
        <source>Update with: {0}</source>
        <translation>更新命令：{0}</translation>
    </message>
    <message>
        <source>Budget {0}: {1} % used</source>
        <translation>预算 {0}：已用 {1}%</translation>
    </message>
    <message>
        <source>{0} of {1} are used.</source>
        <translation>已用 {0} / {1}。</translation>
    </message>
    <message>
        <source>Requests are refused until it resets.</source>
        <translation>在重置之前拒绝请求。</translation>
    </message>
    <message>
        <source>Requests go to the cheaper route now.</source>
        <translation>请求现在改走更便宜的路由。</translation>
    </message>
    <message>
        <source>To go on until tomorrow: ccr budget allow {0}</source>
        <translation>放行到明天：ccr budget allow {0}</translation>
    </message>
    <message>
        <source>Budget {0} refused a request</source>
        <translation>预算 {0} 拒绝了一个请求</translation>
    </message>
    <message>
        <source>This one request is estimated at {0}, and the budget &quot;{1}&quot; is {2} a day.</source>
        <translation>仅此一个请求估计就要 {0}，而预算“{1}”为每天 {2}。</translation>
    </message>
    <message>
        <source>This one request is estimated at {0}, and the budget &quot;{1}&quot; is {2} a week.</source>
        <translation>仅此一个请求估计就要 {0}，而预算“{1}”为每周 {2}。</translation>
    </message>
    <message>
        <source>This one request is estimated at {0}, and the budget &quot;{1}&quot; is {2} a month.</source>
        <translation>仅此一个请求估计就要 {0}，而预算“{1}”为每月 {2}。</translation>
    </message>
    <message>
        <source>This one request is estimated at {0}, and the budget &quot;{1}&quot; is {2} a session.</source>
        <translation>仅此一个请求估计就要 {0}，而预算“{1}”为每次会话 {2}。</translation>
    </message>
    <message>
        <source>This one request is estimated at {0}, and the budget &quot;{1}&quot; is {2} in {3} hours.</source>
        <translation>仅此一个请求估计就要 {0}，而预算“{1}”为每 {3} 小时 {2}。</translation>
    </message>
    <message>
        <source>This request is estimated at {0}, and the budget &quot;{1}&quot; has {2} of {3} left.</source>
        <translation>此请求估计需要 {0}，而预算“{1}”在 {3} 中只剩 {2}。</translation>
    </message>
    <message>
        <source>The budget &quot;{0}&quot; is used up ({1} of {2}).</source>
        <translation>预算“{0}”已用完（{1} / {2}）。</translation>
    </message>
    <message>
        <source>It resets at {0}.</source>
        <translation>将于 {0} 重置。</translation>
    </message>
    <message>
        <source>It resets with a new session.</source>
        <translation>新会话开始时重置。</translation>
    </message>
    <message>
        <source>Ask a cheaper model, or for less.</source>
        <translation>请改用更便宜的模型，或减少请求内容。</translation>
    </message>
    <message>
        <source>To go on now: ccr budget allow {0}</source>
        <translation>现在就放行：ccr budget allow {0}</translation>
    </message>
    <message>
        <source>Budget {0} will not last</source>
        <translation>预算 {0} 将提前用完</translation>
    </message>
    <message>
        <source>At this rate it is used up at {0}, before it resets at {1}.</source>
        <translation>照此速度将在 {0} 用完，而重置时间为 {1}。</translation>
    </message>
    <message>
        <source>Choose a cheaper model or strategy, or raise the budget.</source>
        <translation>请选择更便宜的模型或策略，或提高预算。</translation>
    </message>
    <message>
        <source>Many requests have to move on to another model</source>
        <translation>许多请求不得不转移到其他模型</translation>
    </message>
    <message>
        <source>{0} within {1} s, the last away from {2}.</source>
        <translation>{1} 秒内 {0} 次，最近一次离开 {2}。</translation>
    </message>
    <message>
        <source>See which provider fails, and why.</source>
        <translation>请查看哪个提供商出错及其原因。</translation>
    </message>
    <message>
        <source>{0} refused its key</source>
        <translation>{0} 拒绝了密钥</translation>
    </message>
    <message>
        <source>The key {0} was answered with “not authorised”.</source>
        <translation>密钥 {0} 得到“未授权”的答复。</translation>
    </message>
    <message>
        <source>It may be revoked or mistyped.</source>
        <translation>它可能已被吊销或输入有误。</translation>
    </message>
    <message>
        <source>Store a valid one: ccr key set {0}</source>
        <translation>请保存有效的密钥：ccr key set {0}</translation>
    </message>
    <message>
        <source>{0} is well again</source>
        <translation>{0} 已恢复</translation>
    </message>
    <message>
        <source>It answers, and is used as before.</source>
        <translation>它有响应，照常使用。</translation>
    </message>
    <message>
        <source>{0} wants to be left alone</source>
        <translation>{0} 要求暂缓请求</translation>
    </message>
    <message>
        <source>{0} is down</source>
        <translation>{0} 不可用</translation>
    </message>
    <message>
        <source>Requests go to others where the routing names any.</source>
        <translation>若路由指定了其他提供商，请求会转移过去。</translation>
    </message>
    <message>
        <source>It is tried again by itself; “Test now” in Health asks at once.</source>
        <translation>会自动重试；“提供商健康”中的“立即测试”可马上检验。</translation>
    </message>
    <message>
        <source>CC Router is stopped</source>
        <translation>CC Router 已停止</translation>
    </message>
    <message>
        <source>Only a running router knows how its providers are.</source>
        <translation>只有运行中的路由器才知道各提供商的状况。</translation>
    </message>
    <message>
        <source>Start it first.</source>
        <translation>请先启动它。</translation>
    </message>
    <message>
        <source>There is no budget &quot;{0}&quot;</source>
        <translation>没有预算“{0}”</translation>
    </message>
    <message>
        <source>The settings have {0}.</source>
        <translation>设置中有 {0}。</translation>
    </message>
    <message>
        <source>The settings have none.</source>
        <translation>设置中没有。</translation>
    </message>
    <message>
        <source>`ccr budget list` shows them.</source>
        <translation>`ccr budget list` 可列出它们。</translation>
    </message>
    <message>
        <source>CC Router refused</source>
        <translation>CC Router 拒绝了</translation>
    </message>
    <message>
        <source>Mend it and try again.</source>
        <translation>请修正后重试。</translation>
    </message>
    <message>
        <source>CC Router did not answer</source>
        <translation>CC Router 没有响应</translation>
    </message>
    <message>
        <source>{0} was asked and said nothing ({1}).</source>
        <translation>已询问 {0}，但没有答复（{1}）。</translation>
    </message>
    <message>
        <source>Look at its log with `ccr logs`, or start it again.</source>
        <translation>请用 `ccr logs` 查看日志，或重新启动它。</translation>
    </message>
    <message>
        <source>CC Router cannot listen on {0}:{1}</source>
        <translation>CC Router 无法监听 {0}:{1}</translation>
    </message>
    <message>
        <source>The system says: {0}.</source>
        <translation>系统提示：{0}。</translation>
    </message>
    <message>
        <source>Choose another host or port under [server] in the settings.</source>
        <translation>请在设置的 [server] 下选择其他地址或端口。</translation>
    </message>
    <message>
        <source>Port {0} is taken</source>
        <translation>端口 {0} 已被占用</translation>
    </message>
    <message>
        <source>Stop that program, or choose another port: `ccr serve --port {0}`, or `port` under [server] in the settings.</source>
        <translation>请停止该程序，或选择其他端口：`ccr serve --port {0}`，或设置中 [server] 下的 `port`。</translation>
    </message>
    <message>
        <source>There is nothing to reset</source>
        <translation>没有可重置的内容</translation>
    </message>
    <message>
        <source>{0} has not been used, so nothing has gone wrong with it.</source>
        <translation>{0} 尚未使用过，因此没有出过问题。</translation>
    </message>
    <message>
        <source>`ccr health` shows what is known.</source>
        <translation>`ccr health` 可查看已知情况。</translation>
    </message>
    <message>
        <source>There is no provider {0}</source>
        <translation>没有提供商 {0}</translation>
    </message>
    <message>
        <source>Known are {0}.</source>
        <translation>已知的有 {0}。</translation>
    </message>
    <message>
        <source>Name one of them.</source>
        <translation>请指定其中之一。</translation>
    </message>
    <message>
        <source>No release is listed</source>
        <translation>没有列出任何版本</translation>
    </message>
    <message>
        <source>{0} knows no such package.</source>
        <translation>{0} 中没有这个软件包。</translation>
    </message>
    <message>
        <source>Whether there is a newer release could not be found out</source>
        <translation>无法查明是否有新版本</translation>
    </message>
    <message>
        <source>{0} answered with status {1} and no version.</source>
        <translation>{0} 返回状态 {1}，没有版本信息。</translation>
    </message>
    <message>
        <source>{0} did not answer ({1}).</source>
        <translation>{0} 没有响应（{1}）。</translation>
    </message>
    <message>
        <source>You may be offline; everything else works.</source>
        <translation>您可能处于离线状态；其他功能不受影响。</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>请稍后重试。</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>请重试。</translation>
    </message>
    <message>
        <source>The settings are not valid</source>
        <translation>设置无效</translation>
    </message>
    <message>
        <source>Mend the file and try again.</source>
        <translation>请修正文件后重试。</translation>
    </message>
    <message>
        <source>A private file could not be used</source>
        <translation>无法使用私有文件</translation>
    </message>
    <message>
        <source>Make its folder yours to write, or move everything elsewhere with CCR_HOME.</source>
        <translation>请确保您对其文件夹有写权限，或用 CCR_HOME 把全部内容移到别处。</translation>
    </message>
    <message>
        <source>The keyring refused</source>
        <translation>密钥环拒绝了</translation>
    </message>
    <message>
        <source>It failed with {0}.</source>
        <translation>失败原因：{0}。</translation>
    </message>
    <message>
        <source>Check that it is unlocked, or put the key in an environment variable.</source>
        <translation>请确认它已解锁，或将密钥放入环境变量。</translation>
    </message>
    <message>
        <source>The keyring did not answer</source>
        <translation>密钥环没有响应</translation>
    </message>
    <message>
        <source>It is probably locked: {0} seconds were not enough.</source>
        <translation>可能已锁定：等待 {0} 秒仍不够。</translation>
    </message>
    <message>
        <source>Unlock it and try again, or put the key in an environment variable.</source>
        <translation>请解锁后重试，或将密钥放入环境变量。</translation>
    </message>
    <message>
        <source>The keyring is locked</source>
        <translation>密钥环已锁定</translation>
    </message>
    <message>
        <source>It was not unlocked.</source>
        <translation>未解锁。</translation>
    </message>
    <message>
        <source>Unlock it and try again.</source>
        <translation>请解锁后重试。</translation>
    </message>
    <message>
        <source>The key is empty</source>
        <translation>密钥为空</translation>
    </message>
    <message>
        <source>Nothing was given to store.</source>
        <translation>没有给出要保存的内容。</translation>
    </message>
    <message>
        <source>Give the key and try again.</source>
        <translation>请给出密钥后重试。</translation>
    </message>
    <message>
        <source>The local token is missing</source>
        <translation>缺少本地令牌</translation>
    </message>
    <message>
        <source>server.auth_token says {0}, and nothing is there.</source>
        <translation>server.auth_token 指向 {0}，但那里没有内容。</translation>
    </message>
    <message>
        <source>Set it, or delete the line: a token is then made for you.</source>
        <translation>请设置它，或删除该行：届时会自动生成令牌。</translation>
    </message>
    <message>
        <source>There is no template &quot;{0}&quot;</source>
        <translation>没有模板“{0}”</translation>
    </message>
    <message>
        <source>There are {0}.</source>
        <translation>现有 {0}。</translation>
    </message>
    <message>
        <source>`ccr template list` shows them.</source>
        <translation>`ccr template list` 可列出它们。</translation>
    </message>
    <message>
        <source>The template cannot be read</source>
        <translation>无法读取模板</translation>
    </message>
    <message>
        <source>Mend or delete that file.</source>
        <translation>请修正或删除该文件。</translation>
    </message>
    <message>
        <source>There is nothing to undo</source>
        <translation>没有可撤销的内容</translation>
    </message>
    <message>
        <source>No template was applied.</source>
        <translation>未应用过模板。</translation>
    </message>
    <message>
        <source>A template needs models to choose among</source>
        <translation>模板需要可供选择的模型</translation>
    </message>
    <message>
        <source>The settings have no provider that is on and lists models.</source>
        <translation>设置中没有已启用且列出模型的提供商。</translation>
    </message>
    <message>
        <source>Add one first: `ccr setup`.</source>
        <translation>请先添加一个：`ccr setup`。</translation>
    </message>
    <message>
        <source>The settings have just changed</source>
        <translation>设置刚刚发生了变化</translation>
    </message>
    <message>
        <source>{0} is not what it was when the change was shown.</source>
        <translation>{0} 与显示更改时已不同。</translation>
    </message>
    <message>
        <source>Look at the change again.</source>
        <translation>请重新查看更改。</translation>
    </message>
    <message>
        <source>The ledger cannot be used</source>
        <translation>无法使用账本</translation>
    </message>
    <message>
        <source>The database says: {0}.</source>
        <translation>数据库提示：{0}。</translation>
    </message>
    <message>
        <source>Check that its folder is writable and the disk is not full; [ledger] url in the settings names another database.</source>
        <translation>请确认其文件夹可写且磁盘未满；设置中 [ledger] 的 url 可指定其他数据库。</translation>
    </message>
    <message>
        <source>This cannot be imported</source>
        <translation>无法导入</translation>
    </message>
    <message>
        <source>Give the settings of Claude Code Router (config.json or config.sqlite), cc-switch (cc-switch.db or config.json) or LiteLLM (config.yaml).</source>
        <translation>请提供 Claude Code Router（config.json 或 config.sqlite）、cc-switch（cc-switch.db 或 config.json）或 LiteLLM（config.yaml）的设置。</translation>
    </message>
    <message>
        <source>Newer price data could not be fetched</source>
        <translation>无法获取更新的价格数据</translation>
    </message>
    <message>
        <source>The price data that was fetched is not used</source>
        <translation>获取到的价格数据未被采用</translation>
    </message>
    <message>
        <source>The router&apos;s address is not known</source>
        <translation>路由器的地址未知</translation>
    </message>
    <message>
        <source>server.port is 0: it gets another port at each start.</source>
        <translation>server.port 为 0：每次启动都会使用不同的端口。</translation>
    </message>
    <message>
        <source>Set a port in the settings, or use `ccr run` and `ccr code`, which always find it.</source>
        <translation>请在设置中指定端口，或使用总能找到它的 `ccr run` 和 `ccr code`。</translation>
    </message>
    <message>
        <source>What was connected is not known</source>
        <translation>不清楚之前连接了什么</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation>无法读取 {0}：{1}。</translation>
    </message>
    <message>
        <source>The clients&apos; settings as they were are in {0}.</source>
        <translation>各客户端原来的设置保存在 {0} 中。</translation>
    </message>
    <message>
        <source>{0} is not connected</source>
        <translation>{0} 未连接</translation>
    </message>
    <message>
        <source>CC Router has not changed its settings.</source>
        <translation>CC Router 没有更改过它的设置。</translation>
    </message>
    <message>
        <source>`ccr connect --list` shows what is connected.</source>
        <translation>`ccr connect --list` 可查看已连接的客户端。</translation>
    </message>
    <message>
        <source>{0}&apos;s settings have just changed</source>
        <translation>{0} 的设置刚刚发生了变化</translation>
    </message>
    <message>
        <source>{0} is not what it was when the change was worked out.</source>
        <translation>{0} 与推算更改时已不同。</translation>
    </message>
    <message>
        <source>{0}&apos;s settings could not be written</source>
        <translation>无法写入 {0} 的设置</translation>
    </message>
    <message>
        <source>Check that you may write there, then try again.</source>
        <translation>请确认您有写权限，然后重试。</translation>
    </message>
    <message>
        <source>{0}&apos;s settings were left as they are</source>
        <translation>{0} 的设置保持原样</translation>
    </message>
    <message>
        <source>Mend it and try again, or use `ccr run {0}`: it needs no change.</source>
        <translation>请修正后重试，或使用 `ccr run {0}`：它不需要更改。</translation>
    </message>
    <message>
        <source>There is no plugin called {0}</source>
        <translation>没有名为 {0} 的插件</translation>
    </message>
    <message>
        <source>`ccr plugin list` shows them.</source>
        <translation>`ccr plugin list` 可列出它们。</translation>
    </message>
    <message>
        <source>{0} cannot be used</source>
        <translation>无法使用 {0}</translation>
    </message>
    <message>
        <source>Mend it or remove it: `ccr plugin remove`.</source>
        <translation>请修正或移除它：`ccr plugin remove`。</translation>
    </message>
    <message>
        <source>The settings of {0} are not right</source>
        <translation>{0} 的设置不正确</translation>
    </message>
    <message>
        <source>Mend [plugins.{0}.settings]; `ccr plugin info {1}`.</source>
        <translation>请修正 [plugins.{0}.settings]；参见 `ccr plugin info {1}`。</translation>
    </message>
    <message>
        <source>{0} has no settings</source>
        <translation>{0} 没有设置项</translation>
    </message>
    <message>
        <source>The settings of {0} cannot be read</source>
        <translation>无法读取 {0} 的设置</translation>
    </message>
    <message>
        <source>{0} is empty</source>
        <translation>{0} 为空</translation>
    </message>
    <message>
        <source>A plugin&apos;s settings name it.</source>
        <translation>某个插件的设置引用了它。</translation>
    </message>
    <message>
        <source>`ccr key set {0}` stores one.</source>
        <translation>可用 `ccr key set {0}` 保存。</translation>
    </message>
    <message>
        <source>{0} is laid out in a way that cannot be changed safely.</source>
        <translation>{0} 的写法使其无法安全更改。</translation>
    </message>
    <message>
        <source>{0} is not valid JSON in line {1}.</source>
        <translation>{0} 的第 {1} 行不是有效的 JSON。</translation>
    </message>
    <message>
        <source>{0} is not a JSON object.</source>
        <translation>{0} 不是 JSON 对象。</translation>
    </message>
    <message>
        <source>{0} has {1}, and it is no object.</source>
        <translation>{0} 中的 {1} 不是对象。</translation>
    </message>
    <message>
        <source>{0} is nested too deeply.</source>
        <translation>{0} 嵌套过深。</translation>
    </message>
    <message>
        <source>{0} has the key {1} twice, in line {2}.</source>
        <translation>{0} 中的键 {1} 重复出现，在第 {2} 行。</translation>
    </message>
    <message>
        <source>{0} has a value of several lines, {1}.</source>
        <translation>{0} 中的值 {1} 有多行。</translation>
    </message>
    <message>
        <source>{0} is not valid TOML: {1}.</source>
        <translation>{0} 不是有效的 TOML：{1}。</translation>
    </message>
    <message>
        <source>{0} is not valid YAML in line {1}.</source>
        <translation>{0} 的第 {1} 行不是有效的 YAML。</translation>
    </message>
    <message>
        <source>{0} is not valid YAML.</source>
        <translation>{0} 不是有效的 YAML。</translation>
    </message>
    <message>
        <source>[plugins.{0}.settings] names some.</source>
        <translation>[plugins.{0}.settings] 中写有设置。</translation>
    </message>
    <message>
        <source>Take that table out.</source>
        <translation>请去掉该表。</translation>
    </message>
    <message>
        <source>Tell its author.</source>
        <translation>请告知其作者。</translation>
    </message>
    <message>
        <source>`ccr plugin info {0}` says what it needs.</source>
        <translation>`ccr plugin info {0}` 会说明它需要什么。</translation>
    </message>
    <message>
        <source>It has no class Plugin.</source>
        <translation>它没有 Plugin 类。</translation>
    </message>
    <message>
        <source>Its author must add one.</source>
        <translation>需由其作者添加。</translation>
    </message>
    <message>
        <source>Loading it raised {0}: {1}.</source>
        <translation>加载时引发了 {0}：{1}。</translation>
    </message>
    <message>
        <source>Mend it, or `ccr plugin disable {0}`.</source>
        <translation>请修正它，或运行 `ccr plugin disable {0}`。</translation>
    </message>
    <message>
        <source>{0} is no plugin of CC Router</source>
        <translation>{0} 不是 CC Router 插件</translation>
    </message>
    <message>
        <source>`ccr plugin list` shows those there are.</source>
        <translation>`ccr plugin list` 会列出现有插件。</translation>
    </message>
    <message>
        <source>The prices known so far stay in use.</source>
        <translation>仍沿用已知的价格。</translation>
    </message>
    <message>
        <source>It is tried again in an hour; write refresh = &quot;off&quot; under [prices] to stop that.</source>
        <translation>一小时后会重试；如需停止，请在 [prices] 下写 refresh = &quot;off&quot;。</translation>
    </message>
    <message>
        <source>Look at feed under [prices].</source>
        <translation>请查看 [prices] 下的 feed。</translation>
    </message>
    <message>
        <source>Nothing is sent to OpenTelemetry</source>
        <translation>没有向 OpenTelemetry 发送任何内容</translation>
    </message>
    <message>
        <source>The settings ask for it, but its packages are not installed.</source>
        <translation>设置要求发送，但未安装相应的软件包。</translation>
    </message>
    <message>
        <source>Install them with `pip install &quot;cc-router[otel]&quot;`, or delete otlp under [ledger].</source>
        <translation>请用 `pip install &quot;cc-router[otel]&quot;` 安装，或删除 [ledger] 下的 otlp。</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>综合平衡</translation>
    </message>
    <message>
        <source>Price, speed and quality weighed 30 : 40 : 30; tells you from $100 a month on.</source>
        <translation>价格、速度、质量按 30 : 40 : 30 权衡；每月达到 $100 时提醒。</translation>
    </message>
    <message>
        <source>Cost Optimized</source>
        <translation>成本优先</translation>
    </message>
    <message>
        <source>The cheapest deployment that fits answers; from $5 a day on, only the cheapest of all.</source>
        <translation>由合适的最便宜部署回答；每天超过 $5 后只用最便宜的。</translation>
    </message>
    <message>
        <source>Development</source>
        <translation>开发</translation>
    </message>
    <message>
        <source>Local models first, then small and cheap ones; fails fast, and tells you from $2 a day on.</source>
        <translation>先用本地模型，再用小而便宜的模型；快速失败，每天达到 $2 时提醒。</translation>
    </message>
    <message>
        <source>Performance Optimized</source>
        <translation>性能优先</translation>
    </message>
    <message>
        <source>The fastest deployment answers; a late first word is tried elsewhere at the same time.</source>
        <translation>由最快的部署回答；首字迟到时同时在别处尝试。</translation>
    </message>
    <message>
        <source>Quality Focused</source>
        <translation>质量优先</translation>
    </message>
    <message>
        <source>The best ranked model answers; others only if it fails.</source>
        <translation>由排名最高的模型回答；仅在它失败时才用其他模型。</translation>
    </message>
    <message>
        <source>reads what is asked and answered</source>
        <translation>会读取请求和回答的内容</translation>
    </message>
    <message>
        <source>changes requests, answers or the order of models</source>
        <translation>会更改请求、回答或模型的顺序</translation>
    </message>
    <message>
        <source>refuses requests</source>
        <translation>会拒绝请求</translation>
    </message>
    <message>
        <source>speaks to other machines</source>
        <translation>会与其他机器通信</translation>
    </message>
    <message>
        <source>reads or writes files beyond its own folder</source>
        <translation>会读写自身文件夹以外的文件</translation>
    </message>
    <message>
        <source>adds commands to ccr</source>
        <translation>会为 ccr 添加命令</translation>
    </message>
    <message>
        <source>Cost alerts</source>
        <translation>费用提醒</translation>
    </message>
    <message>
        <source>Tells Slack, Discord, a webhook or a mailbox when a budget is nearly used up or a request was dear.</source>
        <translation>当预算将用完或某个请求费用过高时，通知 Slack、Discord、webhook 或邮箱。</translation>
    </message>
    <message>
        <source>Slack&apos;s incoming webhook, as &quot;keyring:NAME&quot; or &quot;${VARIABLE}&quot;.</source>
        <translation>Slack 的传入 webhook，写作 &quot;keyring:NAME&quot; 或 &quot;${VARIABLE}&quot;。</translation>
    </message>
    <message>
        <source>Discord&apos;s webhook, likewise.</source>
        <translation>Discord 的 webhook，写法相同。</translation>
    </message>
    <message>
        <source>A URL that is posted {title, text, level}.</source>
        <translation>接收 {title, text, level} 的 URL。</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>电子邮件</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>邮件</translation>
    </message>
    <message>
        <source>A mailbox.</source>
        <translation>一个邮箱。</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>The SMTP server.</source>
        <translation>SMTP 服务器。</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Its port; 465 speaks TLS at once, others by STARTTLS.</source>
        <translation>其端口；465 直接使用 TLS，其他端口使用 STARTTLS。</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Whom to log in as.</source>
        <translation>登录用户名。</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Where the password is: &quot;keyring:NAME&quot; or &quot;${VARIABLE}&quot;.</source>
        <translation>密码的位置：&quot;keyring:NAME&quot; 或 &quot;${VARIABLE}&quot;。</translation>
    </message>
    <message>
        <source>Sender</source>
        <translation>发件人</translation>
    </message>
    <message>
        <source>From whom.</source>
        <translation>发件地址。</translation>
    </message>
    <message>
        <source>To</source>
        <translation>收件人</translation>
    </message>
    <message>
        <source>To whom.</source>
        <translation>收件地址。</translation>
    </message>
    <message>
        <source>false sends it readable: only for a server on this machine.</source>
        <translation>关闭则以明文发送：仅用于本机的服务器。</translation>
    </message>
    <message>
        <source>Request Over</source>
        <translation>单个请求超过</translation>
    </message>
    <message>
        <source>Also say when one request cost more dollars than this.</source>
        <translation>单个请求花费超过此美元数时也提醒。</translation>
    </message>
    <message>
        <source>Pii redact</source>
        <translation>个人信息遮蔽</translation>
    </message>
    <message>
        <source>Masks personal data before a request leaves this machine, and unmasks it in the answer.</source>
        <translation>在请求离开本机之前遮蔽个人数据，并在回答中还原。</translation>
    </message>
    <message>
        <source>Kinds</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>What is masked.</source>
        <translation>遮蔽哪些内容。</translation>
    </message>
    <message>
        <source>Patterns</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>Regular expressions of your own for what else is masked.</source>
        <translation>您自定义的正则表达式，指定还要遮蔽的内容。</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>放行</translation>
    </message>
    <message>
        <source>Texts that may pass, such as your own public address.</source>
        <translation>可以通过的文本，例如您公开的地址。</translation>
    </message>
    <message>
        <source>Prompt logger</source>
        <translation>提示词记录</translation>
    </message>
    <message>
        <source>Keeps every request and answer in prompts.jsonl in its own folder, readable by you alone.</source>
        <translation>将每个请求和回答保存在其文件夹的 prompts.jsonl 中，仅您可读。</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Keep requests.</source>
        <translation>保存请求。</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Keep answers.</source>
        <translation>保存回答。</translation>
    </message>
    <message>
        <source>Max Mb</source>
        <translation>最大 MB</translation>
    </message>
    <message>
        <source>Size at which the file is begun anew; one old file is kept.</source>
        <translation>达到此大小时另起新文件；保留一个旧文件。</translation>
    </message>
    <message>
        <source>Only Client</source>
        <translation>仅限客户端</translation>
    </message>
    <message>
        <source>Only of this client.</source>
        <translation>仅保存此客户端的。</translation>
    </message>
    <message>
        <source>Rate limiter</source>
        <translation>速率限制</translation>
    </message>
    <message>
        <source>Limits the requests and input tokens a minute of each client, key, session or project.</source>
        <translation>限制每个客户端、密钥、会话或项目每分钟的请求数和输入 token 数。</translation>
    </message>
    <message>
        <source>By</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Whom a limit is for.</source>
        <translation>限制的对象。</translation>
    </message>
    <message>
        <source>Requests a minute of each.</source>
        <translation>各自每分钟的请求数。</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Input tokens a minute of each.</source>
        <translation>各自每分钟的输入 token 数。</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>限额</translation>
    </message>
    <message>
        <source>Other limits on requests, by name.</source>
        <translation>按名称设置的其他请求限额。</translation>
    </message>
    <message>
        <source>Rate limits</source>
        <translation>速率限制</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>{0} in the last minute</source>
        <translation>最近一分钟 {0} 个</translation>
    </message>
    <message>
        <source>Response cache</source>
        <translation>回答缓存</translation>
    </message>
    <message>
        <source>Keeps answers in memory and gives them again to exactly the same request, for a while.</source>
        <translation>将回答保存在内存中，一段时间内对完全相同的请求直接返回。</translation>
    </message>
    <message>
        <source>Ttl</source>
        <translation>有效期</translation>
    </message>
    <message>
        <source>Seconds an answer is kept.</source>
        <translation>回答保存的秒数。</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>条数</translation>
    </message>
    <message>
        <source>Answers that are kept at most.</source>
        <translation>最多保存的回答数。</translation>
    </message>
    <message>
        <source>With Tools</source>
        <translation>含工具的请求</translation>
    </message>
    <message>
        <source>Also where tools are offered: an agent may then repeat old deeds.</source>
        <translation>也用于提供工具的请求：编码助手可能会重复旧操作。</translation>
    </message>
    <message>
        <source>Posts each finished exchange, budget alert and change of health to a URL of yours as JSON.</source>
        <translation>将每次完成的请求、预算提醒和健康变化以 JSON 发送到您的 URL。</translation>
    </message>
    <message>
        <source>Where to post; &quot;keyring:NAME&quot; or &quot;${VARIABLE}&quot; if it is a secret.</source>
        <translation>发送到哪里；若属机密，写作 &quot;keyring:NAME&quot; 或 &quot;${VARIABLE}&quot;。</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>What to post.</source>
        <translation>发送哪些内容。</translation>
    </message>
    <message>
        <source>Failures Only</source>
        <translation>仅失败</translation>
    </message>
    <message>
        <source>Of exchanges only those that failed.</source>
        <translation>只发送失败的请求。</translation>
    </message>
    <message>
        <source>Sign With</source>
        <translation>签名密钥</translation>
    </message>
    <message>
        <source>A secret; x-ccr-signature then is the body&apos;s HMAC-SHA256 in hex.</source>
        <translation>一个密钥；x-ccr-signature 即为正文的 HMAC-SHA256（十六进制）。</translation>
    </message>
    <message>
        <source>Masked personal data</source>
        <translation>已遮蔽的个人数据</translation>
    </message>
    <message>
        <source>values</source>
        <translation>条</translation>
    </message>
    <message>
        <source>provider {0} ({1}, {2})</source>
        <translation>提供商 {0}（{1}，{2}）</translation>
    </message>
    <message>
        <source>provider {0}</source>
        <translation>提供商 {0}</translation>
    </message>
    <message>
        <source>key of {0} (to the keyring, as {1})</source>
        <translation>{0} 的密钥（存入密钥环，名称 {1}）</translation>
    </message>
    <message>
        <source>key of {0}</source>
        <translation>{0} 的密钥</translation>
    </message>
    <message>
        <source>default → {0}</source>
        <translation>默认 → {0}</translation>
    </message>
    <message>
        <source>background → {0}</source>
        <translation>后台 → {0}</translation>
    </message>
    <message>
        <source>think → {0}</source>
        <translation>思考 → {0}</translation>
    </message>
    <message>
        <source>failover queue → {0}</source>
        <translation>故障转移队列 → {0}</translation>
    </message>
    <message>
        <source>fallback → {0} (for all models)</source>
        <translation>后备 → {0}（适用于所有模型）</translation>
    </message>
    <message>
        <source>fallback → {0}</source>
        <translation>后备 → {0}</translation>
    </message>
    <message>
        <source>alias {0} → {1}</source>
        <translation>别名 {0} → {1}</translation>
    </message>
    <message>
        <source>strategy {0} → {1}</source>
        <translation>策略 {0} → {1}</translation>
    </message>
    <message>
        <source>model {0}</source>
        <translation>模型 {0}</translation>
    </message>
    <message>
        <source>share of {0}</source>
        <translation>{0} 的份额</translation>
    </message>
    <message>
        <source>price of {0}</source>
        <translation>{0} 的价格</translation>
    </message>
    <message>
        <source>limits of {0}</source>
        <translation>{0} 的限额</translation>
    </message>
    <message>
        <source>budget of {0}</source>
        <translation>{0} 的预算</translation>
    </message>
    <message>
        <source>budget {0}</source>
        <translation>预算 {0}</translation>
    </message>
    <message>
        <source>transformer {0} of {1}</source>
        <translation>{1} 的 transformer {0}</translation>
    </message>
    <message>
        <source>header {0} of {1}</source>
        <translation>{1} 的标头 {0}</translation>
    </message>
    <message>
        <source>type {0} of {1}</source>
        <translation>{1} 的类型 {0}</translation>
    </message>
    <message>
        <source>extraBody of {0}</source>
        <translation>{0} 的 extraBody</translation>
    </message>
    <message>
        <source>capabilities of {0}</source>
        <translation>{0} 的 capabilities</translation>
    </message>
    <message>
        <source>fallback of a rule</source>
        <translation>规则的后备</translation>
    </message>
    <message>
        <source>an entry of model_list</source>
        <translation>model_list 中的一项</translation>
    </message>
    <message>
        <source>profile model {0}</source>
        <translation>配置档模型 {0}</translation>
    </message>
    <message>
        <source>not known here</source>
        <translation>此处不支持</translation>
    </message>
    <message>
        <source>it has no name</source>
        <translation>没有名称</translation>
    </message>
    <message>
        <source>it has no address</source>
        <translation>没有地址</translation>
    </message>
    <message>
        <source>it names no model</source>
        <translation>没有指定模型</translation>
    </message>
    <message>
        <source>it chooses no model</source>
        <translation>没有选择模型</translation>
    </message>
    <message>
        <source>it is switched off</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>it names no provider that was taken</source>
        <translation>没有指定已接管的提供商</translation>
    </message>
    <message>
        <source>no such provider was taken</source>
        <translation>没有接管这个提供商</translation>
    </message>
    <message>
        <source>it means {0}, which was not taken</source>
        <translation>它指向未被接管的 {0}</translation>
    </message>
    <message>
        <source>they concern that program itself</source>
        <translation>只与该程序自身有关</translation>
    </message>
    <message>
        <source>the settings have one of that name already; it stays as it is</source>
        <translation>设置中已有同名项，保持不变</translation>
    </message>
    <message>
        <source>none stands there; store one with `ccr key set {0}`</source>
        <translation>那里没有；可用 `ccr key set {0}` 保存</translation>
    </message>
    <message>
        <source>no such format is known here; its address tells what it speaks</source>
        <translation>此处没有这种格式；根据其地址判断协议</translation>
    </message>
    <message>
        <source>no such format is known here</source>
        <translation>此处没有这种格式</translation>
    </message>
    <message>
        <source>fields cannot be added to requests here; a plugin&apos;s on_request can</source>
        <translation>此处不能给请求添加字段；可用插件的 on_request</translation>
    </message>
    <message>
        <source>it speaks {0}; one provider has one format here, add another</source>
        <translation>它使用 {0}；此处一个提供商只有一种格式，请另行添加</translation>
    </message>
    <message>
        <source>it may hold a key, and those do not stand in the settings</source>
        <translation>它可能含有密钥，而设置中不存放密钥</translation>
    </message>
    <message>
        <source>a program; if something is then refused, see [providers.*.profile]</source>
        <translation>是程序；若之后有内容被拒，请参见 [providers.*.profile]</translation>
    </message>
    <message>
        <source>its work is done here anyway, without {0}</source>
        <translation>其功能此处已内置，不含 {0}</translation>
    </message>
    <message>
        <source>a script cannot be taken over; write its choices as [[routing.rules]]</source>
        <translation>无法接管脚本；请将其选择写成 [[routing.rules]]</translation>
    </message>
    <message>
        <source>what it looks at has no equal here; write it as [[routing.rules]]</source>
        <translation>其判断依据在此没有对应项；请写成 [[routing.rules]]</translation>
    </message>
    <message>
        <source>requests are changed by plugins here, not by rules</source>
        <translation>此处由插件而非规则更改请求</translation>
    </message>
    <message>
        <source>its kind of settings is not known here</source>
        <translation>此处不支持这类设置</translation>
    </message>
    <message>
        <source>the client&apos;s own login; api_key = &quot;client&quot; passes such a login on</source>
        <translation>客户端自身的登录；api_key = &quot;client&quot; 可将其转发</translation>
    </message>
    <message>
        <source>set the environment variable HTTPS_PROXY for CC Router instead</source>
        <translation>请改为给 CC Router 设置环境变量 HTTPS_PROXY</translation>
    </message>
    <message>
        <source>CC Router makes a token of its own; `ccr connect` gives it to clients</source>
        <translation>CC Router 会自行生成令牌；`ccr connect` 会交给客户端</translation>
    </message>
    <message>
        <source>CC Router listens on this machine only; [server] changes that</source>
        <translation>CC Router 仅监听本机；可在 [server] 中更改</translation>
    </message>
    <message>
        <source>CC Router has a port of its own, 3456 by default; [server] changes that</source>
        <translation>CC Router 有自己的端口，默认 3456；可在 [server] 中更改</translation>
    </message>
    <message>
        <source>each provider has its own timeouts here, by default 600 s to the first byte</source>
        <translation>此处每个提供商有各自的超时，首字节默认 600 秒</translation>
    </message>
    <message>
        <source>programs cannot be taken over</source>
        <translation>无法接管程序</translation>
    </message>
    <message>
        <source>models that take images are found by [routing.scenarios] image</source>
        <translation>支持图片的模型由 [routing.scenarios] image 指定</translation>
    </message>
    <message>
        <source>models put together from others cannot be taken over</source>
        <translation>无法接管由其他模型组合而成的模型</translation>
    </message>
    <message>
        <source>CC Router counts by itself what is spent; see `ccr analytics`</source>
        <translation>CC Router 会自行统计花费；参见 `ccr analytics`</translation>
    </message>
    <message>
        <source>trying again is on by itself; [routing.retry] changes it</source>
        <translation>重试默认开启；可在 [routing.retry] 中更改</translation>
    </message>
    <message>
        <source>there is one default here; choose others in the client</source>
        <translation>此处只有一个默认模型；请在客户端选择其他模型</translation>
    </message>
    <message>
        <source>CC Router has its own server settings and token</source>
        <translation>CC Router 有自己的服务器设置和令牌</translation>
    </message>
    <message>
        <source>variables are the environment&apos;s; keys can also be stored with `ccr key set`</source>
        <translation>变量来自环境；密钥也可用 `ccr key set` 保存</translation>
    </message>
    <message>
        <source>import each of those files by itself</source>
        <translation>请逐个导入这些文件</translation>
    </message>
    <message>
        <source>wildcards are not needed: provider/model reaches every model</source>
        <translation>不需要通配符：用 提供商/模型 可访问每个模型</translation>
    </message>
    <message>
        <source>models that are too small are passed over by themselves</source>
        <translation>过小的模型会自动略过</translation>
    </message>
    <message>
        <source>a refusal is an answer here and is handed on</source>
        <translation>此处拒绝回答也是回答，会原样转交</translation>
    </message>
    <message>
        <source>The extensions for VS Code and JetBrains read the same file: reload their window.</source>
        <translation>VS Code 和 JetBrains 的扩展读取同一文件：请重新加载其窗口。</translation>
    </message>
    <message>
        <source>In VS Code, claudeCode.environmentVariables outranks it: leave ANTHROPIC_BASE_URL out there.</source>
        <translation>在 VS Code 中 claudeCode.environmentVariables 优先：请勿在其中设置 ANTHROPIC_BASE_URL。</translation>
    </message>
    <message>
        <source>Of all .env files it reads only the nearest: where a project has its own, use `ccr run gemini`.</source>
        <translation>它只读取最近的 .env 文件：若项目自带 .env，请使用 `ccr run gemini`。</translation>
    </message>
    <message>
        <source>It reads them in trusted folders only.</source>
        <translation>它只在受信任的文件夹中读取。</translation>
    </message>
    <message>
        <source>Gemini Code Assist in VS Code and JetBrains does not take another endpoint.</source>
        <translation>VS Code 和 JetBrains 中的 Gemini Code Assist 不支持其他接口地址。</translation>
    </message>
    <message>
        <source>After adding models to CC Router, connect again: OpenCode wants them listed.</source>
        <translation>向 CC Router 添加模型后请重新连接：OpenCode 需要列出它们。</translation>
    </message>
    <message>
        <source>Its VS Code companion uses the same file.</source>
        <translation>其 VS Code 配套扩展使用同一文件。</translation>
    </message>
    <message>
        <source>{0} can only be given the local token itself (…): it will stand in that file.</source>
        <translation>只能把本地令牌本身交给 {0}（…）：它会保存在该文件中。</translation>
    </message>
    <message>
        <source>Other users of this machine may read it.</source>
        <translation>本机的其他用户可能读到它。</translation>
    </message>
    <message>
        <source>To change that: chmod 600 {0}</source>
        <translation>如需更改：chmod 600 {0}</translation>
    </message>
    <message>
        <source>{0} reads one .env file only: then no longer {1}.</source>
        <translation>{0} 只读取一个 .env 文件：此后不再读取 {1}。</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>已命中</translation>
    </message>
    <message>
        <source>asked on</source>
        <translation>未命中</translation>
    </message>
    <message>
        <source>The provider could not be reached: {0}.</source>
        <translation>无法连接提供商：{0}。</translation>
    </message>
    <message>
        <source>The provider could not be reached in time.</source>
        <translation>未能及时连接提供商。</translation>
    </message>
    <message>
        <source>Check the network and its base URL.</source>
        <translation>请检查网络及其 base URL。</translation>
    </message>
    <message>
        <source>Check its base URL.</source>
        <translation>请检查其 base URL。</translation>
    </message>
    <message>
        <source>The provider was silent for too long.</source>
        <translation>提供商沉默过久。</translation>
    </message>
    <message>
        <source>The provider was silent for too long: no word of an answer in {0} s.</source>
        <translation>提供商沉默过久：{0} 秒内没有任何回答。</translation>
    </message>
    <message>
        <source>The provider closed the connection {0}.</source>
        <translation>提供商关闭了连接（{0}）。</translation>
    </message>
    <message>
        <source>The provider closed the connection in the middle of its answer.</source>
        <translation>提供商在回答中途关闭了连接。</translation>
    </message>
    <message>
        <source>The provider closed the connection before its answer was complete.</source>
        <translation>提供商在回答完成前关闭了连接。</translation>
    </message>
    <message>
        <source>The provider closed the connection before the answer was complete.</source>
        <translation>提供商在回答完成前关闭了连接。</translation>
    </message>
    <message>
        <source>The provider closed the stream before response.completed.</source>
        <translation>提供商在 response.completed 之前关闭了流。</translation>
    </message>
    <message>
        <source>The provider&apos;s certificate was not accepted: {0}.</source>
        <translation>提供商的证书未被接受：{0}。</translation>
    </message>
    <message>
        <source>The provider&apos;s base URL is not a valid http(s) address.</source>
        <translation>提供商的 base URL 不是有效的 http(s) 地址。</translation>
    </message>
    <message>
        <source>The provider&apos;s answer is not valid HTTP: {0}.</source>
        <translation>提供商的回答不是有效的 HTTP：{0}。</translation>
    </message>
    <message>
        <source>The provider&apos;s answer is larger than {0} MiB.</source>
        <translation>提供商的回答大于 {0} MiB。</translation>
    </message>
    <message>
        <source>The provider answered with a redirect (status {0}).</source>
        <translation>提供商返回了重定向（状态 {0}）。</translation>
    </message>
    <message>
        <source>No key for {0}: {1} is empty.</source>
        <translation>{0} 没有密钥：{1} 为空。</translation>
    </message>
    <message>
        <source>There was no whole answer after {0} s.</source>
        <translation>{0} 秒后仍没有完整的回答。</translation>
    </message>
    <message>
        <source>The answer was not complete after {0} s, the limit in the settings.</source>
        <translation>{0} 秒（设置中的上限）后回答仍未完成。</translation>
    </message>
    <message>
        <source>CC Router: the request is larger than {0} MiB.</source>
        <translation>CC Router：请求大于 {0} MiB。</translation>
    </message>
    <message>
        <source>CC Router: plugins have ruled out every model for this request.</source>
        <translation>CC Router：插件排除了此请求的所有模型。</translation>
    </message>
    <message>
        <source>CC Router knows no model {0}.</source>
        <translation>CC Router 不认识模型 {0}。</translation>
    </message>
    <message>
        <source>The provider sent a stream event larger than 64 MiB.</source>
        <translation>提供商发送了大于 64 MiB 的流事件。</translation>
    </message>
    <message>
        <source>The provider sent a stream event that is not JSON.</source>
        <translation>提供商发送了不是 JSON 的流事件。</translation>
    </message>
    <message>
        <source>The provider sent a stream event that is not a JSON object.</source>
        <translation>提供商发送了不是 JSON 对象的流事件。</translation>
    </message>
    <message>
        <source>The provider&apos;s answer has no content: it is no Messages API answer.</source>
        <translation>提供商的回答没有 content：它不是 Messages API 的回答。</translation>
    </message>
    <message>
        <source>The provider&apos;s answer has neither candidates nor a reason for having none.</source>
        <translation>提供商的回答既没有候选，也没有说明原因。</translation>
    </message>
    <message>
        <source>The provider ended the answer without saying that it is complete.</source>
        <translation>提供商结束了回答，但没有说明已完成。</translation>
    </message>
    <message>
        <source>The provider sent something that is no part of an answer.</source>
        <translation>提供商发送了不属于回答的内容。</translation>
    </message>
    <message>
        <source>The provider sent a picture or file that cannot be read.</source>
        <translation>提供商发送了无法读取的图片或文件。</translation>
    </message>
    <message>
        <source>The provider sent an answer of another shape than its format has.</source>
        <translation>提供商发送的回答与其格式不符。</translation>
    </message>
    <message>
        <source>The provider&apos;s answer holds no message.</source>
        <translation>提供商的回答中没有消息。</translation>
    </message>
    <message>
        <source>The provider ended the stream without an answer.</source>
        <translation>提供商未给出回答就结束了流。</translation>
    </message>
    <message>
        <source>The provider&apos;s answer is not a response object: it has no output.</source>
        <translation>提供商的回答不是 response 对象：它没有 output。</translation>
    </message>
    <message>
        <source>The provider sent a response that is not finished.</source>
        <translation>提供商发送了未完成的 response。</translation>
    </message>
    <message>
        <source>The provider ended the response as {0} and gave no reason.</source>
        <translation>提供商以 {0} 结束了 response，没有说明原因。</translation>
    </message>
    <message>
        <source>The provider answered with status {0} and no text.</source>
        <translation>提供商返回状态 {0}，没有文字。</translation>
    </message>
    <message>
        <source>The provider sent an empty answer.</source>
        <translation>提供商发送了空回答。</translation>
    </message>
    <message>
        <source>A web page{0} came back instead of an answer{1}: a proxy or a wrong base URL is in the way.</source>
        <translation>返回的是网页{0}而不是回答{1}：可能有代理，或 base URL 有误。</translation>
    </message>
    <message>
        <source>A web page came back instead of an answer: a proxy or a wrong base URL is in the way.</source>
        <translation>返回的是网页而不是回答：可能有代理，或 base URL 有误。</translation>
    </message>
    <message>
        <source>The provider reported {0} and gave no reason.</source>
        <translation>提供商报告了 {0}，没有说明原因。</translation>
    </message>
    <message>
        <source>The provider broke the answer off with an error and gave no reason.</source>
        <translation>提供商因错误中断了回答，没有说明原因。</translation>
    </message>
    <message>
        <source>The provider aborted the answer.</source>
        <translation>提供商中止了回答。</translation>
    </message>
    <message>
        <source>The provider broke the answer off: {0}.</source>
        <translation>提供商中断了回答：{0}。</translation>
    </message>
    <message>
        <source>connect:</source>
        <translation>无法连接：</translation>
    </message>
    <message>
        <source>timeout:</source>
        <translation>超时：</translation>
    </message>
    <message>
        <source>rate limited:</source>
        <translation>被限流：</translation>
    </message>
    <message>
        <source>overloaded:</source>
        <translation>过载：</translation>
    </message>
    <message>
        <source>server:</source>
        <translation>服务器错误：</translation>
    </message>
    <message>
        <source>cut short:</source>
        <translation>回答中断：</translation>
    </message>
    <message>
        <source>auth:</source>
        <translation>密钥无效：</translation>
    </message>
    <message>
        <source>forbidden:</source>
        <translation>被禁止：</translation>
    </message>
    <message>
        <source>quota:</source>
        <translation>额度用尽：</translation>
    </message>
    <message>
        <source>model missing:</source>
        <translation>没有此模型：</translation>
    </message>
    <message>
        <source>too long:</source>
        <translation>过长：</translation>
    </message>
    <message>
        <source>too large:</source>
        <translation>过大：</translation>
    </message>
    <message>
        <source>refused:</source>
        <translation>被拒绝：</translation>
    </message>
    <message>
        <source>bad request:</source>
        <translation>请求有误：</translation>
    </message>
    <message>
        <source>protocol:</source>
        <translation>协议错误：</translation>
    </message>
    <message>
        <source>is not a setting.</source>
        <translation>不是设置项。</translation>
    </message>
    <message>
        <source>Did you mean &quot;{0}&quot;?</source>
        <translation>是否想写 &quot;{0}&quot;？</translation>
    </message>
    <message>
        <source>Did you mean {0}?</source>
        <translation>是否想写 {0}？</translation>
    </message>
    <message>
        <source>Known here: {0}.</source>
        <translation>可用的有：{0}。</translation>
    </message>
    <message>
        <source>Write for example {0}.</source>
        <translation>例如写 {0}。</translation>
    </message>
    <message>
        <source>Write it as [{0}].</source>
        <translation>请写成 [{0}]。</translation>
    </message>
    <message>
        <source>Write {0} with your own value in place of the braces.</source>
        <translation>请写 {0}，并把花括号换成您自己的值。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请另选一个名称。</translation>
    </message>
    <message>
        <source>Delete it.</source>
        <translation>请删除它。</translation>
    </message>
    <message>
        <source>Edit it by hand.</source>
        <translation>请手动编辑。</translation>
    </message>
    <message>
        <source>is empty.</source>
        <translation>为空。</translation>
    </message>
    <message>
        <source>is an empty list.</source>
        <translation>是空列表。</translation>
    </message>
    <message>
        <source>needs the key {0}.</source>
        <translation>缺少键 {0}。</translation>
    </message>
    <message>
        <source>must be one of {0}.</source>
        <translation>必须是以下之一：{0}。</translation>
    </message>
    <message>
        <source>must be {0}, and this is {1}.</source>
        <translation>必须是{0}，而这里是{1}。</translation>
    </message>
    <message>
        <source>must be at least {0}.</source>
        <translation>必须至少为 {0}。</translation>
    </message>
    <message>
        <source>must be more than {0}.</source>
        <translation>必须大于 {0}。</translation>
    </message>
    <message>
        <source>must be at most {0}.</source>
        <translation>不得大于 {0}。</translation>
    </message>
    <message>
        <source>must be less than {0}.</source>
        <translation>必须小于 {0}。</translation>
    </message>
    <message>
        <source>must be between 0 and 1.</source>
        <translation>必须在 0 和 1 之间。</translation>
    </message>
    <message>
        <source>cannot be used: {0}.</source>
        <translation>无法使用：{0}。</translation>
    </message>
    <message>
        <source>cannot be read: {0}.</source>
        <translation>无法读取：{0}。</translation>
    </message>
    <message>
        <source>is not UTF-8 text.</source>
        <translation>不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>Save the file as UTF-8.</source>
        <translation>请将文件另存为 UTF-8。</translation>
    </message>
    <message>
        <source>Check that it is a file and that you may read it.</source>
        <translation>请检查它是否为文件，以及您是否有读取权限。</translation>
    </message>
    <message>
        <source>is not valid TOML: {0}.</source>
        <translation>不是有效的 TOML：{0}。</translation>
    </message>
    <message>
        <source>Mend or delete this line; texts stand in quotes, tables in [brackets].</source>
        <translation>请修正或删除此行；文本写在引号中，表名写在 [方括号] 中。</translation>
    </message>
    <message>
        <source>cannot be changed automatically, for the file is written in an unusual way.</source>
        <translation>无法自动更改，因为文件的写法不常见。</translation>
    </message>
    <message>
        <source>would let other machines reach your providers with your keys, and the token would travel unencrypted.</source>
        <translation>会让其他机器用您的密钥访问您的提供商，且令牌会不加密传输。</translation>
    </message>
    <message>
        <source>Write host = &quot;127.0.0.1&quot;, or allow_remote = true under [server] if you mean it.</source>
        <translation>请写 host = &quot;127.0.0.1&quot;；若确有此意，请在 [server] 下写 allow_remote = true。</translation>
    </message>
    <message>
        <source>must say where the token is, not the token itself.</source>
        <translation>必须写明令牌在哪里，而不是令牌本身。</translation>
    </message>
    <message>
        <source>Write &quot;${CCR_TOKEN}&quot; and set that variable, or store it with `ccr key set ccr-token` and write &quot;keyring:ccr-token&quot;; without this line a random token is made and kept for you.</source>
        <translation>请写 &quot;${CCR_TOKEN}&quot; 并设置该变量，或用 `ccr key set ccr-token` 保存并写 &quot;keyring:ccr-token&quot;；没有此行时会自动生成并保存一个随机令牌。</translation>
    </message>
    <message>
        <source>is no name for a provider.</source>
        <translation>不能用作提供商名称。</translation>
    </message>
    <message>
        <source>is no name for a budget.</source>
        <translation>不能用作预算名称。</translation>
    </message>
    <message>
        <source>Use letters, digits, dots, hyphens and underscores only.</source>
        <translation>只能使用字母、数字、点、连字符和下划线。</translation>
    </message>
    <message>
        <source>is not in the catalog.</source>
        <translation>不在目录中。</translation>
    </message>
    <message>
        <source>needs a format and a base_url: the catalog does not know it.</source>
        <translation>需要 format 和 base_url：目录中没有它。</translation>
    </message>
    <message>
        <source>is not spoken by {0}.</source>
        <translation>{0} 不支持此格式。</translation>
    </message>
    <message>
        <source>Use one of {0}, or give its base_url.</source>
        <translation>请使用 {0} 之一，或给出其 base_url。</translation>
    </message>
    <message>
        <source>needs a base_url.</source>
        <translation>需要 base_url。</translation>
    </message>
    <message>
        <source>needs a base_url: its address differs for every account.</source>
        <translation>需要 base_url：每个账户的地址都不同。</translation>
    </message>
    <message>
        <source>holds an empty name.</source>
        <translation>含有空名称。</translation>
    </message>
    <message>
        <source>must say where the key is, and never hold the key itself.</source>
        <translation>必须写明密钥在哪里，绝不能写密钥本身。</translation>
    </message>
    <message>
        <source>Store it with `ccr key set {0}` and write &quot;keyring:{1}&quot;, or put it in an environment variable and write &quot;${2}&quot;.</source>
        <translation>请用 `ccr key set {0}` 保存并写 &quot;keyring:{1}&quot;，或放入环境变量并写 &quot;${2}&quot;。</translation>
    </message>
    <message>
        <source>Write api_key = &quot;keyring:NAME&quot;, or delete the line.</source>
        <translation>请写 api_key = &quot;keyring:NAME&quot;，或删除该行。</translation>
    </message>
    <message>
        <source>cannot stand in a list: with &quot;client&quot; there is one key, the caller&apos;s.</source>
        <translation>不能写在列表中：&quot;client&quot; 只对应一个密钥，即调用方的密钥。</translation>
    </message>
    <message>
        <source>is not a URL.</source>
        <translation>不是 URL。</translation>
    </message>
    <message>
        <source>is not a web address.</source>
        <translation>不是网址。</translation>
    </message>
    <message>
        <source>holds a user name or password.</source>
        <translation>含有用户名或密码。</translation>
    </message>
    <message>
        <source>Take it out and name the key with api_key.</source>
        <translation>请去掉它，并用 api_key 指明密钥。</translation>
    </message>
    <message>
        <source>must end before the ?</source>
        <translation>必须止于 ?</translation>
    </message>
    <message>
        <source>or #.</source>
        <translation>或 # 之前。</translation>
    </message>
    <message>
        <source>Take that part out; a key goes to api_key.</source>
        <translation>请去掉那一部分；密钥应写在 api_key 中。</translation>
    </message>
    <message>
        <source>would send your key and every prompt readable to another machine.</source>
        <translation>会把您的密钥和所有提示以明文发送到另一台机器。</translation>
    </message>
    <message>
        <source>Write https://, or insecure = true beside it if you mean it.</source>
        <translation>请写 https://；若确有此意，请在旁边写 insecure = true。</translation>
    </message>
    <message>
        <source>is not a valid HTTP header.</source>
        <translation>不是有效的 HTTP 标头。</translation>
    </message>
    <message>
        <source>Use plain letters, and no line breaks.</source>
        <translation>请使用普通字母，不要换行。</translation>
    </message>
    <message>
        <source>carries a secret, and this file holds none.</source>
        <translation>携带机密，而此文件不保存机密。</translation>
    </message>
    <message>
        <source>Name the key with api_key and the header with auth.</source>
        <translation>请用 api_key 指明密钥，用 auth 指明标头。</translation>
    </message>
    <message>
        <source>is set by every request itself.</source>
        <translation>由每个请求自行设置。</translation>
    </message>
    <message>
        <source>is sent as it is written: no variables are filled in here.</source>
        <translation>会原样发送：此处不替换变量。</translation>
    </message>
    <message>
        <source>Write the value, or use api_key for keys.</source>
        <translation>请直接写出值；密钥请用 api_key。</translation>
    </message>
    <message>
        <source>This session has no Secret Service, Keychain or Credential Locker that answers.</source>
        <translation>此会话中没有可用的 Secret Service、钥匙串或凭据保险箱。</translation>
    </message>
    <message>
        <source>Put the key in an environment variable and write api_key = &quot;${NAME_API_KEY}&quot; in the settings.</source>
        <translation>请把密钥放入环境变量，并在设置中写 api_key = &quot;${NAME_API_KEY}&quot;。</translation>
    </message>
    <message>
        <source>is missing, and no provider lists a model that could stand in.</source>
        <translation>缺失，且没有提供商列出可代替的模型。</translation>
    </message>
    <message>
        <source>Write default = &quot;{0}/MODEL&quot; there.</source>
        <translation>请在此写 default = &quot;{0}/MODEL&quot;。</translation>
    </message>
    <message>
        <source>names a provider that is switched off.</source>
        <translation>指向一个已停用的提供商。</translation>
    </message>
    <message>
        <source>Choose another, or set enabled = true there.</source>
        <translation>请另选一个，或在那里设置 enabled = true。</translation>
    </message>
    <message>
        <source>names no provider of this file.</source>
        <translation>没有指向此文件中的提供商。</translation>
    </message>
    <message>
        <source>is not of the form provider/model.</source>
        <translation>不是 provider/model 的形式。</translation>
    </message>
    <message>
        <source>is neither a strategy, nor a route, nor a model of this file.</source>
        <translation>既不是策略，也不是路由，也不是此文件中的模型。</translation>
    </message>
    <message>
        <source>is not a strategy.</source>
        <translation>不是策略。</translation>
    </message>
    <message>
        <source>has the name of a strategy.</source>
        <translation>与某个策略同名。</translation>
    </message>
    <message>
        <source>has no weight above 0.</source>
        <translation>没有大于 0 的权重。</translation>
    </message>
    <message>
        <source>says nothing.</source>
        <translation>没有内容。</translation>
    </message>
    <message>
        <source>leads nowhere.</source>
        <translation>没有去向。</translation>
    </message>
    <message>
        <source>Name a model, or delete the line.</source>
        <translation>请写一个模型，或删除该行。</translation>
    </message>
    <message>
        <source>is neither a provider of this file nor a key of one.</source>
        <translation>既不是此文件中的提供商，也不是其密钥。</translation>
    </message>
    <message>
        <source>(column {0})</source>
        <translation>（第 {0} 列）</translation>
    </message>
    <message>
        <source>is not valid CEL.</source>
        <translation>不是有效的 CEL。</translation>
    </message>
    <message>
        <source>is not valid CEL: {0}.</source>
        <translation>不是有效的 CEL：{0}。</translation>
    </message>
    <message>
        <source>cannot be worked out: {0}.</source>
        <translation>无法求值：{0}。</translation>
    </message>
    <message>
        <source>Compare like with like: 1 with 1, 1.0 with 0.5.</source>
        <translation>请比较同类的值：1 与 1，1.0 与 0.5。</translation>
    </message>
    <message>
        <source>is neither true nor false.</source>
        <translation>结果既不是真也不是假。</translation>
    </message>
    <message>
        <source>Compare it with something, for example task.tokens &gt; 60000.</source>
        <translation>请拿它与某个值比较，例如 task.tokens &gt; 60000。</translation>
    </message>
    <message>
        <source>calls {0}, which is no function here.</source>
        <translation>调用了 {0}，此处没有这个函数。</translation>
    </message>
    <message>
        <source>says {0}.</source>
        <translation>写的是 {0}。</translation>
    </message>
    <message>
        <source>CEL says {0}.</source>
        <translation>CEL 中写作 {0}。</translation>
    </message>
    <message>
        <source>speaks of {0}, which is no field.</source>
        <translation>提到了 {0}，没有这个字段。</translation>
    </message>
    <message>
        <source>takes {0} whole.</source>
        <translation>使用了整个 {0}。</translation>
    </message>
    <message>
        <source>Name one of its fields, such as {0}.</source>
        <translation>请写出它的某个字段，例如 {0}。</translation>
    </message>
    <message>
        <source>is no provider/model.</source>
        <translation>不是 provider/model。</translation>
    </message>
    <message>
        <source>Write [prices.&quot;provider/model&quot;], the model by the provider&apos;s own name for it, or a glob.</source>
        <translation>请写 [prices.&quot;provider/model&quot;]，模型用提供商自己的名称，或用通配符。</translation>
    </message>
    <message>
        <source>is no provider.</source>
        <translation>不是提供商。</translation>
    </message>
    <message>
        <source>must name a catalog provider.</source>
        <translation>必须是目录中的提供商。</translation>
    </message>
    <message>
        <source>names no provider.</source>
        <translation>没有指向提供商。</translation>
    </message>
    <message>
        <source>is no period.</source>
        <translation>不是周期。</translation>
    </message>
    <message>
        <source>Write &quot;day&quot;, &quot;week&quot;, &quot;month&quot;, &quot;session&quot;, or hours such as &quot;5h&quot;.</source>
        <translation>请写 &quot;day&quot;、&quot;week&quot;、&quot;month&quot;、&quot;session&quot;，或小时数，例如 &quot;5h&quot;。</translation>
    </message>
    <message>
        <source>needs one limit, either usd or tokens.</source>
        <translation>需要且只需要一个上限：usd 或 tokens。</translation>
    </message>
    <message>
        <source>holds what is no percentage.</source>
        <translation>含有不是百分比的值。</translation>
    </message>
    <message>
        <source>is no provider of these settings.</source>
        <translation>不是这些设置中的提供商。</translation>
    </message>
    <message>
        <source>Use one of {0}, or a glob.</source>
        <translation>请使用 {0} 之一，或用通配符。</translation>
    </message>
    <message>
        <source>needs a route to downgrade to.</source>
        <translation>需要一个可降级到的路由。</translation>
    </message>
    <message>
        <source>is neither a provider/model nor a route.</source>
        <translation>既不是 provider/model，也不是路由。</translation>
    </message>
    <message>
        <source>Name a model of yours, or a [routing.routes] entry.</source>
        <translation>请写您的某个模型，或 [routing.routes] 中的一项。</translation>
    </message>
    <message>
        <source>is no time zone.</source>
        <translation>不是时区。</translation>
    </message>
    <message>
        <source>Write its IANA name, such as &quot;Europe/Berlin&quot;, or delete the line for this machine&apos;s own.</source>
        <translation>请写其 IANA 名称，例如 &quot;Europe/Berlin&quot;；删除该行则使用本机时区。</translation>
    </message>
    <message>
        <source>is no database URL.</source>
        <translation>不是数据库 URL。</translation>
    </message>
    <message>
        <source>must not hold a password.</source>
        <translation>不得含有密码。</translation>
    </message>
    <message>
        <source>Leave the password out of the URL; PostgreSQL takes it from ~/.pgpass or PGPASSWORD.</source>
        <translation>请不要在 URL 中写密码；PostgreSQL 会从 ~/.pgpass 或 PGPASSWORD 读取。</translation>
    </message>
    <message>
        <source>has no counterpart.</source>
        <translation>没有与之对应的另一项。</translation>
    </message>
    <message>
        <source>Set {0} as well, such as {1}.</source>
        <translation>请同时设置 {0}，例如 {1}。</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>a finite number</source>
        <translation>有限的数字</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>a table</source>
        <translation>表</translation>
    </message>
    <message>
        <source>a date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>a text or a list of texts</source>
        <translation>文本或文本列表</translation>
    </message>
    <message>
        <source>A {0} item has no place in the Messages API and was left out.</source>
        <translation>{0} 项在 Messages API 中没有位置，已略去。</translation>
    </message>
    <message>
        <source>The signature Gemini puts on a text has no place here; Gemini does not insist on it.</source>
        <translation>Gemini 附在文本上的签名在此没有位置；Gemini 并不强求它。</translation>
    </message>
    <message>
        <source>The Messages API cannot carry the {0} the model made.</source>
        <translation>Messages API 无法承载模型生成的 {0}。</translation>
    </message>
    <message>
        <source>Reasoning of another model was left out: only its maker can read it again.</source>
        <translation>已略去另一个模型的推理：只有其作者能再次读取。</translation>
    </message>
    <message>
        <source>Arguments of {0} that are no JSON object were wrapped in one.</source>
        <translation>{0} 的参数不是 JSON 对象，已包装为对象。</translation>
    </message>
    <message>
        <source>A tool result without its call was sent as text.</source>
        <translation>没有对应调用的工具结果已作为文本发送。</translation>
    </message>
    <message>
        <source>A tool call without a result got a note that it was never answered.</source>
        <translation>没有结果的工具调用已附注“从未得到回答”。</translation>
    </message>
    <message>
        <source>This model cannot be sent the {0}; a note stands in its place.</source>
        <translation>无法向此模型发送 {0}；已用附注代替。</translation>
    </message>
    <message>
        <source>This provider takes no cache marks; they were left out.</source>
        <translation>此提供商不接受缓存标记，已略去。</translation>
    </message>
    <message>
        <source>The shape of the answer could only be asked for in words.</source>
        <translation>只能用文字要求回答的结构。</translation>
    </message>
    <message>
        <source>Lowered from {0} to the model&apos;s {1}.</source>
        <translation>已从 {0} 降到模型的上限 {1}。</translation>
    </message>
    <message>
        <source>Thinking was turned off: it does not go together with a forced tool call.</source>
        <translation>已关闭思考：它不能与强制工具调用同时使用。</translation>
    </message>
    <message>
        <source>Thinking was turned off: it needs more than the {0} output tokens allowed.</source>
        <translation>已关闭思考：它需要的输出 token 多于允许的 {0} 个。</translation>
    </message>
    <message>
        <source>Thinking was turned off: the last tool call was made without it (by another model).</source>
        <translation>已关闭思考：上一次工具调用是（由另一个模型）在未思考时发出的。</translation>
    </message>
    <message>
        <source>This model does not take stop sequences; they were left out.</source>
        <translation>此模型不接受停止序列，已略去。</translation>
    </message>
    <message>
        <source>The Messages API has no verbosity; it was left out.</source>
        <translation>Messages API 没有 verbosity，已略去。</translation>
    </message>
    <message>
        <source>Only {0} cache marks are taken; the oldest were left out.</source>
        <translation>只接受 {0} 个缓存标记；最旧的已略去。</translation>
    </message>
    <message>
        <source>This model is not told how to think; the wish was left out.</source>
        <translation>无法告知此模型如何思考；该要求已略去。</translation>
    </message>
    <message>
        <source>This model does not take {0}; it was left out.</source>
        <translation>此模型不接受 {0}，已略去。</translation>
    </message>
    <message>
        <source>The Messages API has no {0}; it was left out.</source>
        <translation>Messages API 没有 {0}，已略去。</translation>
    </message>
    <message>
        <source>The user id is longer than this provider takes, or looks like an address; it was left out.</source>
        <translation>用户 ID 超出此提供商允许的长度，或看起来像地址，已略去。</translation>
    </message>
    <message>
        <source>This provider has no service tier {0}.</source>
        <translation>此提供商没有服务等级 {0}。</translation>
    </message>
    <message>
        <source>{0} does not go together with thinking and was left out.</source>
        <translation>{0} 不能与思考同时使用，已略去。</translation>
    </message>
    <message>
        <source>A stop sequence of white space alone is refused; it was left out.</source>
        <translation>仅由空白组成的停止序列会被拒绝，已略去。</translation>
    </message>
    <message>
        <source>Newer Claude models take temperature or top_p, not both; top_p was left out.</source>
        <translation>较新的 Claude 模型只接受 temperature 或 top_p 之一；已略去 top_p。</translation>
    </message>
    <message>
        <source>Lowered from {0} to 1, the highest this format knows.</source>
        <translation>已从 {0} 降到 1，即此格式的最大值。</translation>
    </message>
    <message>
        <source>The server tool {0} is not known to this provider and was left out.</source>
        <translation>此提供商不认识服务器工具 {0}，已略去。</translation>
    </message>
    <message>
        <source>Strict tool arguments are not asked for in the Messages API.</source>
        <translation>Messages API 中不要求严格的工具参数。</translation>
    </message>
    <message>
        <source>This provider does not take the tool choice {0}; it decides itself.</source>
        <translation>此提供商不接受工具选择 {0}；由它自行决定。</translation>
    </message>
    <message>
        <source>The Messages API cannot limit a request to some of its tools; all stay callable.</source>
        <translation>Messages API 无法将请求限于部分工具；全部仍可调用。</translation>
    </message>
    <message>
        <source>This model takes no tools; they were left out and earlier calls written as text.</source>
        <translation>此模型不接受工具；工具已略去，之前的调用已写成文本。</translation>
    </message>
    <message>
        <source>Left out: only Gemini knows it, and this answer comes from another format.</source>
        <translation>已略去：只有 Gemini 认识它，而此回答来自其他格式。</translation>
    </message>
    <message>
        <source>A “{0}” block was left out: Gemini has no such block.</source>
        <translation>已略去“{0}”块：Gemini 没有这种块。</translation>
    </message>
    <message>
        <source>Reasoning over 64 KB cannot be given back to its model later.</source>
        <translation>超过 64 KB 的推理之后无法交还其模型。</translation>
    </message>
    <message>
        <source>The arguments of a call to {0} were no JSON object and were wrapped in one.</source>
        <translation>对 {0} 的调用参数不是 JSON 对象，已包装为对象。</translation>
    </message>
    <message>
        <source>Earlier reasoning was left out: only the model that wrote it can use it.</source>
        <translation>已略去之前的推理：只有写出它的模型能使用。</translation>
    </message>
    <message>
        <source>A {0} was left out: only another provider knows its file id.</source>
        <translation>已略去一个 {0}：只有另一个提供商认识其文件 ID。</translation>
    </message>
    <message>
        <source>A {0} was left out: {1} does not take any.</source>
        <translation>已略去一个 {0}：{1} 不接受。</translation>
    </message>
    <message>
        <source>A tool call without a result was answered with a short note.</source>
        <translation>没有结果的工具调用已用简短附注回答。</translation>
    </message>
    <message>
        <source>All tools were left out: {0} cannot call any.</source>
        <translation>已略去所有工具：{0} 无法调用工具。</translation>
    </message>
    <message>
        <source>{0} cannot search or run code beside functions: those tools were left out.</source>
        <translation>{0} 无法在函数之外再搜索或运行代码：已略去这些工具。</translation>
    </message>
    <message>
        <source>Gemini cannot be told to make one call at a time.</source>
        <translation>无法要求 Gemini 每次只发出一个调用。</translation>
    </message>
    <message>
        <source>“{0}” was left out: {1} does not know it.</source>
        <translation>已略去“{0}”：{1} 不认识它。</translation>
    </message>
    <message>
        <source>Left out: Gemini has no such choice.</source>
        <translation>已略去：Gemini 没有这种选择。</translation>
    </message>
    <message>
        <source>Lowered from {0} to {1}, the most this model writes.</source>
        <translation>已从 {0} 降到 {1}，即此模型最多的输出。</translation>
    </message>
    <message>
        <source>Only the first {0} stop sequences were sent.</source>
        <translation>只发送了前 {0} 个停止序列。</translation>
    </message>
    <message>
        <source>The answer&apos;s shape was not passed on: {0} takes none {1}.</source>
        <translation>未转达回答的结构：{0} 不接受（{1}）。</translation>
    </message>
    <message>
        <source>Left out: {0} refuses it.</source>
        <translation>已略去：{0} 会拒绝它。</translation>
    </message>
    <message>
        <source>{0} was told to answer in JSON but not in which shape.</source>
        <translation>已要求 {0} 用 JSON 回答，但未说明结构。</translation>
    </message>
    <message>
        <source>The tool {0} was left out: {1} has nothing like it.</source>
        <translation>已略去工具 {0}：{1} 没有类似的工具。</translation>
    </message>
    <message>
        <source>The tool {0} is not offered: the model may call any.</source>
        <translation>没有提供工具 {0}：模型可调用任意工具。</translation>
    </message>
    <message>
        <source>Left out: {0} takes no word about thinking.</source>
        <translation>已略去：{0} 不接受关于思考的要求。</translation>
    </message>
    <message>
        <source>The {0} was left out: this model or its format cannot take it in this form.</source>
        <translation>已略去 {0}：此模型或其格式无法以这种形式接受。</translation>
    </message>
    <message>
        <source>A {0} block was left out: only the format it comes from knows it.</source>
        <translation>已略去一个 {0} 块：只有其来源格式认识它。</translation>
    </message>
    <message>
        <source>The arguments of {0} were no JSON object and were wrapped in one.</source>
        <translation>{0} 的参数不是 JSON 对象，已包装为对象。</translation>
    </message>
    <message>
        <source>Media in an assistant message was left out: chat has no place for it.</source>
        <translation>已略去助手消息中的媒体：Chat 中没有它的位置。</translation>
    </message>
    <message>
        <source>The call of {0} has no result; a note that it was not run was sent.</source>
        <translation>对 {0} 的调用没有结果；已发送“未运行”的附注。</translation>
    </message>
    <message>
        <source>A tool result without its call was turned into text.</source>
        <translation>没有对应调用的工具结果已转为文本。</translation>
    </message>
    <message>
        <source>Left out: this model cannot be told {0}.</source>
        <translation>已略去：无法告知此模型（{0}）。</translation>
    </message>
    <message>
        <source>Said in words at the end of the system prompt: this provider has no stricter way.</source>
        <translation>已在系统提示末尾用文字说明：此提供商没有更严格的方式。</translation>
    </message>
    <message>
        <source>Left out: this provider refuses it.</source>
        <translation>已略去：此提供商会拒绝它。</translation>
    </message>
    <message>
        <source>Lowered from {0} to the model&apos;s limit of {1}.</source>
        <translation>已从 {0} 降到模型的上限 {1}。</translation>
    </message>
    <message>
        <source>Left out: this provider does not take it.</source>
        <translation>已略去：此提供商不接受它。</translation>
    </message>
    <message>
        <source>Only the first {0} of {1} stop sequences were sent.</source>
        <translation>{1} 个停止序列中只发送了前 {0} 个。</translation>
    </message>
    <message>
        <source>Not carried over: the model that answers speaks another format.</source>
        <translation>未带过来：回答的模型使用另一种格式。</translation>
    </message>
    <message>
        <source>The {0} in the answer was left out: this format has no place for it.</source>
        <translation>已略去回答中的 {0}：此格式中没有它的位置。</translation>
    </message>
    <message>
        <source>A {0} block was left out: only the provider&apos;s own format knows it.</source>
        <translation>已略去一个 {0} 块：只有提供商自己的格式认识它。</translation>
    </message>
    <message>
        <source>Citations were left out: this format has no place for them.</source>
        <translation>已略去引用：此格式中没有它们的位置。</translation>
    </message>
    <message>
        <source>This provider cannot be limited to some of the tools; it may call any.</source>
        <translation>无法将此提供商限于部分工具；它可调用任意工具。</translation>
    </message>
    <message>
        <source>The tools were left out: this model cannot call any.</source>
        <translation>已略去工具：此模型无法调用工具。</translation>
    </message>
    <message>
        <source>The tools were left out: this provider cannot be told not to call any.</source>
        <translation>已略去工具：无法要求此提供商不调用工具。</translation>
    </message>
    <message>
        <source>This provider cannot be told to call {0}; it was told {1}.</source>
        <translation>无法要求此提供商调用 {0}；已改为 {1}。</translation>
    </message>
    <message>
        <source>This provider cannot be told that it must call a tool; it was told auto.</source>
        <translation>无法要求此提供商必须调用工具；已改为 auto。</translation>
    </message>
    <message>
        <source>Left out: this provider cannot be told to make one call at a time.</source>
        <translation>已略去：无法要求此提供商每次只发出一个调用。</translation>
    </message>
    <message>
        <source>The tool {0} was left out: this provider does not run it.</source>
        <translation>已略去工具 {0}：此提供商不运行它。</translation>
    </message>
    <message>
        <source>The model cannot be held to a schema; it was told to answer in JSON.</source>
        <translation>无法让模型遵守模式；已要求它用 JSON 回答。</translation>
    </message>
    <message>
        <source>The model cannot be held to an answer&apos;s shape; that was left out.</source>
        <translation>无法让模型遵守回答结构；已略去该要求。</translation>
    </message>
    <message>
        <source>Reasoning that this model cannot take back was left out of the history.</source>
        <translation>已从历史中略去此模型无法收回的推理。</translation>
    </message>
    <message>
        <source>The model refuses {0}; it was left out.</source>
        <translation>模型会拒绝 {0}，已略去。</translation>
    </message>
    <message>
        <source>The model cannot be told how to think; that was left out.</source>
        <translation>无法告知模型如何思考；已略去该要求。</translation>
    </message>
    <message>
        <source>The model cannot be told not to think.</source>
        <translation>无法要求模型不思考。</translation>
    </message>
    <message>
        <source>The Responses format has no {0}; it was left out.</source>
        <translation>Responses 格式没有 {0}，已略去。</translation>
    </message>
    <message>
        <source>A tool result without its call was given to the model as plain text.</source>
        <translation>没有对应调用的工具结果已作为纯文本交给模型。</translation>
    </message>
    <message>
        <source>Reasoning that nothing follows was left out: OpenAI refuses it.</source>
        <translation>已略去其后没有内容的推理：OpenAI 会拒绝它。</translation>
    </message>
    <message>
        <source>A tool call had no result; one that says so was put in.</source>
        <translation>有一个工具调用没有结果；已补上说明此事的结果。</translation>
    </message>
    <message>
        <source>Reasoning or a tool call outside an assistant turn was left out.</source>
        <translation>已略去助手轮次之外的推理或工具调用。</translation>
    </message>
    <message>
        <source>A {0} block is known to another format only and was left out.</source>
        <translation>{0} 块只有另一种格式认识，已略去。</translation>
    </message>
    <message>
        <source>Media in an assistant turn have no place here and were left out.</source>
        <translation>助手轮次中的媒体在此没有位置，已略去。</translation>
    </message>
    <message>
        <source>An uploaded {0} is known to its own provider only and was left out.</source>
        <translation>上传的 {0} 只有其所属提供商认识，已略去。</translation>
    </message>
    <message>
        <source>The model takes no {0} input; a note stands in its place.</source>
        <translation>模型不接受 {0} 输入；已用附注代替。</translation>
    </message>
    <message>
        <source>A {0} block has no place in the Responses format and was left out.</source>
        <translation>{0} 块在 Responses 格式中没有位置，已略去。</translation>
    </message>
    <message>
        <source>A {0} block has no place in the Responses format and was left out of the answer.</source>
        <translation>{0} 块在 Responses 格式中没有位置，已从回答中略去。</translation>
    </message>
    <message>
        <source>A tool result made by the provider was left out of the answer.</source>
        <translation>提供商产生的工具结果已从回答中略去。</translation>
    </message>
    <message>
        <source>A citation without a web address was left out of the answer.</source>
        <translation>没有网址的引用已从回答中略去。</translation>
    </message>
    <message>
        <source>The provider has no {0} tool; it was left out.</source>
        <translation>提供商没有 {0} 工具，已略去。</translation>
    </message>
    <message>
        <source>The model cannot be told to call {0}; it was told to call some tool.</source>
        <translation>无法要求模型调用 {0}；已要求它调用某个工具。</translation>
    </message>
    <message>
        <source>The model does not know tool_choice {0}; it decides by itself.</source>
        <translation>模型不认识 tool_choice {0}；由它自行决定。</translation>
    </message>
    <message>
        <source>The model takes no tools; they were left out.</source>
        <translation>模型不接受工具，已略去。</translation>
    </message>
</context>
</TS>
