// @ts-nocheck: generated from schemas/policy.schema.json by schemas/generate-validator.mjs; do not edit.

/** One way in which a value is not what the schema says. */
export interface SchemaError {
  /** JSON Pointer to the value; to the object, where one of its keys is wrong. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The key that is wrong, when a key is. */
  readonly propertyName?: string;
  /** The definition that says so carries its own name. */
  readonly parentSchema?: { readonly $comment?: string };
}
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/policy","$defs":{"policy":{"$comment":"policy","type":"object","additionalProperties":false,"properties":{"name":{"$ref":"#/$defs/name"},"mode":{"$ref":"#/$defs/mode"},"default":{"$ref":"#/$defs/default"},"agents":{"$ref":"#/$defs/agents"},"catalog":{"$ref":"#/$defs/catalog"},"on_policy_change":{"$ref":"#/$defs/on_policy_change"},"redact":{"$ref":"#/$defs/redact"},"approval":{"$ref":"#/$defs/approval"},"block":{"$ref":"#/$defs/block"},"allow":{"$ref":"#/$defs/allow"}},"allOf":[{"$ref":"#/$defs/something_to_decide"}]},"something_to_decide":{"$comment":"something_to_decide","anyOf":[{"required":["approval"]},{"required":["block"]},{"required":["allow"]},{"required":["default"]}]},"name":{"$comment":"name","type":"string","pattern":"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"},"mode":{"$comment":"mode","type":"string","enum":["enforce","monitor"]},"default":{"$comment":"default","type":"string","enum":["allow","block","require_approval"]},"agents":{"$comment":"agents","type":"array","minItems":1,"items":{"$ref":"#/$defs/agent_pattern"}},"agent_pattern":{"$comment":"agent_pattern","type":"string","minLength":1,"maxLength":512},"catalog":{"$comment":"catalog","type":"string","minLength":1,"maxLength":1024},"on_policy_change":{"$comment":"on_policy_change","type":"string","enum":["resolve","hold"]},"redact":{"$comment":"redact","type":"array","items":{"$ref":"#/$defs/redact_path"}},"redact_path":{"$comment":"redact_path","type":"string","minLength":1,"maxLength":512},"approval":{"$comment":"approval","anyOf":[{"$ref":"#/$defs/approval_block"},{"$ref":"#/$defs/approval_blocks"}]},"approval_blocks":{"$comment":"approval_blocks","type":"array","minItems":1,"items":{"$ref":"#/$defs/approval_block"}},"approval_block":{"$comment":"approval_block","type":"object","additionalProperties":false,"properties":{"tools":{"$ref":"#/$defs/tools"},"except":{"$ref":"#/$defs/except"},"when":{"$ref":"#/$defs/when"},"timeout":{"$ref":"#/$defs/timeout"},"message":{"$ref":"#/$defs/message"},"on_rejection":{"$ref":"#/$defs/on_rejection"},"approvers":{"$ref":"#/$defs/approvers"},"quorum":{"$ref":"#/$defs/quorum"},"allow_self_approval":{"$ref":"#/$defs/allow_self_approval"},"escalate":{"$ref":"#/$defs/escalate"},"notify":{"$ref":"#/$defs/notify"}},"allOf":[{"$ref":"#/$defs/tools_or_when"}]},"block":{"$comment":"block","anyOf":[{"$ref":"#/$defs/block_block"},{"$ref":"#/$defs/block_blocks"}]},"block_blocks":{"$comment":"block_blocks","type":"array","minItems":1,"items":{"$ref":"#/$defs/block_block"}},"block_block":{"$comment":"block_block","type":"object","additionalProperties":false,"properties":{"tools":{"$ref":"#/$defs/tools"},"except":{"$ref":"#/$defs/except"},"when":{"$ref":"#/$defs/when"},"message":{"$ref":"#/$defs/message"}},"allOf":[{"$ref":"#/$defs/tools_or_when"}]},"allow":{"$comment":"allow","anyOf":[{"$ref":"#/$defs/allow_block"},{"$ref":"#/$defs/allow_blocks"}]},"allow_blocks":{"$comment":"allow_blocks","type":"array","minItems":1,"items":{"$ref":"#/$defs/allow_block"}},"allow_block":{"$comment":"allow_block","type":"object","additionalProperties":false,"properties":{"tools":{"$ref":"#/$defs/tools"},"except":{"$ref":"#/$defs/except"},"when":{"$ref":"#/$defs/when"}},"allOf":[{"$ref":"#/$defs/tools_or_when"}]},"tools_or_when":{"$comment":"tools_or_when","anyOf":[{"required":["tools"]},{"required":["when"]}]},"tools":{"$comment":"tools","type":"array","minItems":1,"items":{"$ref":"#/$defs/entry"}},"except":{"$comment":"except","type":"array","minItems":1,"items":{"$ref":"#/$defs/entry"}},"entry":{"$comment":"entry","anyOf":[{"$ref":"#/$defs/pattern"},{"$ref":"#/$defs/conditional_pattern"}]},"pattern":{"$comment":"pattern","type":"string","pattern":"^[^\\s\\u0000-\\u001f\\u007f]{1,512}$"},"conditional_pattern":{"$comment":"conditional_pattern","type":"object","minProperties":1,"maxProperties":1,"propertyNames":{"$ref":"#/$defs/pattern"},"additionalProperties":{"$ref":"#/$defs/condition"}},"condition":{"$comment":"condition","type":"string","minLength":1},"when":{"$comment":"when","$ref":"#/$defs/condition"},"timeout":{"$comment":"timeout","$ref":"#/$defs/duration"},"duration":{"$comment":"duration","anyOf":[{"$ref":"#/$defs/duration_seconds"},{"$ref":"#/$defs/duration_text"}]},"duration_seconds":{"$comment":"duration_seconds","type":"integer","minimum":1,"maximum":2592000},"duration_text":{"$comment":"duration_text","type":"string","pattern":"^[0-9]{1,9}[smhd]$"},"message":{"$comment":"message","type":"string","minLength":1,"maxLength":4096},"on_rejection":{"$comment":"on_rejection","type":"string","enum":["fail","continue"]},"approvers":{"$comment":"approvers","type":"array","minItems":1,"items":{"$ref":"#/$defs/approver"}},"approver":{"$comment":"approver","type":"string","pattern":"^(user|group):[^\\s\\u0000-\\u001f\\u007f]{1,250}$"},"quorum":{"$comment":"quorum","type":"integer","minimum":1,"maximum":1000},"allow_self_approval":{"$comment":"allow_self_approval","type":"boolean"},"escalate":{"$comment":"escalate","anyOf":[{"$ref":"#/$defs/escalation"},{"$ref":"#/$defs/escalations"}]},"escalations":{"$comment":"escalations","type":"array","minItems":1,"items":{"$ref":"#/$defs/escalation"}},"escalation":{"$comment":"escalation","type":"object","additionalProperties":false,"required":["after","to"],"properties":{"after":{"$ref":"#/$defs/after"},"to":{"$ref":"#/$defs/escalate_to"}}},"after":{"$comment":"after","$ref":"#/$defs/duration"},"escalate_to":{"$comment":"escalate_to","type":"array","minItems":1,"items":{"$ref":"#/$defs/approver"}},"notify":{"$comment":"notify","type":"array","minItems":1,"items":{"$ref":"#/$defs/channel"}},"channel":{"$comment":"channel","type":"string","pattern":"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"}}};
const schema32 = {"$comment":"policy","type":"object","additionalProperties":false,"properties":{"name":{"$ref":"#/$defs/name"},"mode":{"$ref":"#/$defs/mode"},"default":{"$ref":"#/$defs/default"},"agents":{"$ref":"#/$defs/agents"},"catalog":{"$ref":"#/$defs/catalog"},"on_policy_change":{"$ref":"#/$defs/on_policy_change"},"redact":{"$ref":"#/$defs/redact"},"approval":{"$ref":"#/$defs/approval"},"block":{"$ref":"#/$defs/block"},"allow":{"$ref":"#/$defs/allow"}},"allOf":[{"$ref":"#/$defs/something_to_decide"}]};
const schema33 = {"$comment":"something_to_decide","anyOf":[{"required":["approval"]},{"required":["block"]},{"required":["allow"]},{"required":["default"]}]};
const schema34 = {"$comment":"name","type":"string","pattern":"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"};
const schema35 = {"$comment":"mode","type":"string","enum":["enforce","monitor"]};
const schema36 = {"$comment":"default","type":"string","enum":["allow","block","require_approval"]};
const schema39 = {"$comment":"catalog","type":"string","minLength":1,"maxLength":1024};
const schema40 = {"$comment":"on_policy_change","type":"string","enum":["resolve","hold"]};
const func1 = Object.prototype.hasOwnProperty;
const func2 = (text: string): number => { let count = 0; for (const _ of text) count += 1; return count; };
const pattern4 = new RegExp("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", "u");
const schema37 = {"$comment":"agents","type":"array","minItems":1,"items":{"$ref":"#/$defs/agent_pattern"}};
const schema38 = {"$comment":"agent_pattern","type":"string","minLength":1,"maxLength":512};

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema37,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(typeof data0 === "string"){
if(func2(data0) > 512){
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/agent_pattern/maxLength",keyword:"maxLength",params:{limit: 512},schema:512,parentSchema:schema38,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(func2(data0) < 1){
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/agent_pattern/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema38,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/agent_pattern/type",keyword:"type",params:{type: "string"},schema:schema38.type,parentSchema:schema38,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema37.type,parentSchema:schema37,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};

const schema41 = {"$comment":"redact","type":"array","items":{"$ref":"#/$defs/redact_path"}};
const schema42 = {"$comment":"redact_path","type":"string","minLength":1,"maxLength":512};

function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate24.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(typeof data0 === "string"){
if(func2(data0) > 512){
const err0 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/redact_path/maxLength",keyword:"maxLength",params:{limit: 512},schema:512,parentSchema:schema42,data:data0};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(func2(data0) < 1){
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/redact_path/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema42,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/redact_path/type",keyword:"type",params:{type: "string"},schema:schema42.type,parentSchema:schema42,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema41.type,parentSchema:schema41,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate24.errors = vErrors;
return errors === 0;
}
validate24.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};

const schema43 = {"$comment":"approval","anyOf":[{"$ref":"#/$defs/approval_block"},{"$ref":"#/$defs/approval_blocks"}]};
const schema44 = {"$comment":"approval_block","type":"object","additionalProperties":false,"properties":{"tools":{"$ref":"#/$defs/tools"},"except":{"$ref":"#/$defs/except"},"when":{"$ref":"#/$defs/when"},"timeout":{"$ref":"#/$defs/timeout"},"message":{"$ref":"#/$defs/message"},"on_rejection":{"$ref":"#/$defs/on_rejection"},"approvers":{"$ref":"#/$defs/approvers"},"quorum":{"$ref":"#/$defs/quorum"},"allow_self_approval":{"$ref":"#/$defs/allow_self_approval"},"escalate":{"$ref":"#/$defs/escalate"},"notify":{"$ref":"#/$defs/notify"}},"allOf":[{"$ref":"#/$defs/tools_or_when"}]};
const schema45 = {"$comment":"tools_or_when","anyOf":[{"required":["tools"]},{"required":["when"]}]};
const schema59 = {"$comment":"message","type":"string","minLength":1,"maxLength":4096};
const schema60 = {"$comment":"on_rejection","type":"string","enum":["fail","continue"]};
const schema63 = {"$comment":"quorum","type":"integer","minimum":1,"maximum":1000};
const schema64 = {"$comment":"allow_self_approval","type":"boolean"};
const schema46 = {"$comment":"tools","type":"array","minItems":1,"items":{"$ref":"#/$defs/entry"}};
const schema47 = {"$comment":"entry","anyOf":[{"$ref":"#/$defs/pattern"},{"$ref":"#/$defs/conditional_pattern"}]};
const schema48 = {"$comment":"pattern","type":"string","pattern":"^[^\\s\\u0000-\\u001f\\u007f]{1,512}$"};
const pattern5 = new RegExp("^[^\\s\\u0000-\\u001f\\u007f]{1,512}$", "u");
const schema49 = {"$comment":"conditional_pattern","type":"object","minProperties":1,"maxProperties":1,"propertyNames":{"$ref":"#/$defs/pattern"},"additionalProperties":{"$ref":"#/$defs/condition"}};
const schema51 = {"$comment":"condition","type":"string","minLength":1};

function validate30(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate30.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(Object.keys(data).length > 1){
const err0 = {instancePath,schemaPath:"#/maxProperties",keyword:"maxProperties",params:{limit: 1},schema:1,parentSchema:schema49,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(Object.keys(data).length < 1){
const err1 = {instancePath,schemaPath:"#/minProperties",keyword:"minProperties",params:{limit: 1},schema:1,parentSchema:schema49,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
const _errs2 = errors;
if(typeof key0 === "string"){
if(!pattern5.test(key0)){
const err2 = {instancePath,schemaPath:"#/$defs/pattern/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\u0000-\\u001f\\u007f]{1,512}$"},schema:"^[^\\s\\u0000-\\u001f\\u007f]{1,512}$",parentSchema:schema48,data:key0,propertyName:key0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath,schemaPath:"#/$defs/pattern/type",keyword:"type",params:{type: "string"},schema:schema48.type,parentSchema:schema48,data:key0,propertyName:key0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
var valid0 = _errs2 === errors;
if(!valid0){
const err4 = {instancePath,schemaPath:"#/propertyNames",keyword:"propertyNames",params:{propertyName: key0},schema:schema49.propertyNames,parentSchema:schema49,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
for(const key1 in data){
let data0 = data[key1];
if(typeof data0 === "string"){
if(func2(data0) < 1){
const err5 = {instancePath:instancePath+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/condition/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema51,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/condition/type",keyword:"type",params:{type: "string"},schema:schema51.type,parentSchema:schema51,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema49.type,parentSchema:schema49,data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
validate30.errors = vErrors;
return errors === 0;
}
validate30.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate29(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate29.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
let valid0 = false;
const _errs2 = errors;
if(typeof data === "string"){
if(!pattern5.test(data)){
const err0 = {instancePath,schemaPath:"#/$defs/pattern/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\u0000-\\u001f\\u007f]{1,512}$"},schema:"^[^\\s\\u0000-\\u001f\\u007f]{1,512}$",parentSchema:schema48,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/$defs/pattern/type",keyword:"type",params:{type: "string"},schema:schema48.type,parentSchema:schema48,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs2 === errors;
valid0 = valid0 || _valid0;
const _errs6 = errors;
if(!(validate30(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate30.errors);
errors = vErrors.length;
}
var _valid0 = _errs6 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var props0 = true;
}
if(!valid0){
const err2 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},schema:schema47.anyOf,parentSchema:schema47,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
validate29.errors = vErrors;
evaluated0.props = props0;
return errors === 0;
}
validate29.evaluated = {"dynamicProps":true,"dynamicItems":false};


function validate28(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate28.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema46,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate29(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate29.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema46.type,parentSchema:schema46,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate28.errors = vErrors;
return errors === 0;
}
validate28.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};

const schema52 = {"$comment":"except","type":"array","minItems":1,"items":{"$ref":"#/$defs/entry"}};

function validate34(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate34.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema52,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate29(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate29.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema52.type,parentSchema:schema52,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate34.errors = vErrors;
return errors === 0;
}
validate34.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};

const schema53 = {"$comment":"when","$ref":"#/$defs/condition"};

function validate37(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate37.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(func2(data) < 1){
const err0 = {instancePath,schemaPath:"#/$defs/condition/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema51,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/$defs/condition/type",keyword:"type",params:{type: "string"},schema:schema51.type,parentSchema:schema51,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate37.errors = vErrors;
return errors === 0;
}
validate37.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema55 = {"$comment":"timeout","$ref":"#/$defs/duration"};
const schema56 = {"$comment":"duration","anyOf":[{"$ref":"#/$defs/duration_seconds"},{"$ref":"#/$defs/duration_text"}]};
const schema57 = {"$comment":"duration_seconds","type":"integer","minimum":1,"maximum":2592000};
const schema58 = {"$comment":"duration_text","type":"string","pattern":"^[0-9]{1,9}[smhd]$"};
const pattern7 = new RegExp("^[0-9]{1,9}[smhd]$", "u");

function validate40(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate40.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
let valid0 = false;
const _errs2 = errors;
if(!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))){
const err0 = {instancePath,schemaPath:"#/$defs/duration_seconds/type",keyword:"type",params:{type: "integer"},schema:schema57.type,parentSchema:schema57,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if((typeof data == "number") && (isFinite(data))){
if(data > 2592000 || isNaN(data)){
const err1 = {instancePath,schemaPath:"#/$defs/duration_seconds/maximum",keyword:"maximum",params:{comparison: "<=", limit: 2592000},schema:2592000,parentSchema:schema57,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data < 1 || isNaN(data)){
const err2 = {instancePath,schemaPath:"#/$defs/duration_seconds/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},schema:1,parentSchema:schema57,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid0 = _errs2 === errors;
valid0 = valid0 || _valid0;
const _errs6 = errors;
if(typeof data === "string"){
if(!pattern7.test(data)){
const err3 = {instancePath,schemaPath:"#/$defs/duration_text/pattern",keyword:"pattern",params:{pattern: "^[0-9]{1,9}[smhd]$"},schema:"^[0-9]{1,9}[smhd]$",parentSchema:schema58,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath,schemaPath:"#/$defs/duration_text/type",keyword:"type",params:{type: "string"},schema:schema58.type,parentSchema:schema58,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
var _valid0 = _errs6 === errors;
valid0 = valid0 || _valid0;
if(!valid0){
const err5 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},schema:schema56.anyOf,parentSchema:schema56,data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
validate40.errors = vErrors;
return errors === 0;
}
validate40.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate39(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate39.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(!(validate40(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate40.errors);
errors = vErrors.length;
}
validate39.errors = vErrors;
return errors === 0;
}
validate39.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema61 = {"$comment":"approvers","type":"array","minItems":1,"items":{"$ref":"#/$defs/approver"}};
const schema62 = {"$comment":"approver","type":"string","pattern":"^(user|group):[^\\s\\u0000-\\u001f\\u007f]{1,250}$"};
const pattern8 = new RegExp("^(user|group):[^\\s\\u0000-\\u001f\\u007f]{1,250}$", "u");

function validate43(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate43.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema61,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(typeof data0 === "string"){
if(!pattern8.test(data0)){
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/approver/pattern",keyword:"pattern",params:{pattern: "^(user|group):[^\\s\\u0000-\\u001f\\u007f]{1,250}$"},schema:"^(user|group):[^\\s\\u0000-\\u001f\\u007f]{1,250}$",parentSchema:schema62,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/approver/type",keyword:"type",params:{type: "string"},schema:schema62.type,parentSchema:schema62,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema61.type,parentSchema:schema61,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate43.errors = vErrors;
return errors === 0;
}
validate43.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};

const schema65 = {"$comment":"escalate","anyOf":[{"$ref":"#/$defs/escalation"},{"$ref":"#/$defs/escalations"}]};
const schema66 = {"$comment":"escalation","type":"object","additionalProperties":false,"required":["after","to"],"properties":{"after":{"$ref":"#/$defs/after"},"to":{"$ref":"#/$defs/escalate_to"}}};
const schema67 = {"$comment":"after","$ref":"#/$defs/duration"};

function validate47(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate47.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(!(validate40(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate40.errors);
errors = vErrors.length;
}
validate47.errors = vErrors;
return errors === 0;
}
validate47.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema68 = {"$comment":"escalate_to","type":"array","minItems":1,"items":{"$ref":"#/$defs/approver"}};

function validate50(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate50.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema68,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(typeof data0 === "string"){
if(!pattern8.test(data0)){
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/approver/pattern",keyword:"pattern",params:{pattern: "^(user|group):[^\\s\\u0000-\\u001f\\u007f]{1,250}$"},schema:"^(user|group):[^\\s\\u0000-\\u001f\\u007f]{1,250}$",parentSchema:schema62,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/approver/type",keyword:"type",params:{type: "string"},schema:schema62.type,parentSchema:schema62,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema68.type,parentSchema:schema68,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate50.errors = vErrors;
return errors === 0;
}
validate50.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};


function validate46(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate46.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.after === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "after"},schema:schema66.required,parentSchema:schema66,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.to === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "to"},schema:schema66.required,parentSchema:schema66,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "after") || (key0 === "to"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema66,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.after !== undefined){
if(!(validate47(data.after, {instancePath:instancePath+"/after",parentData:data,parentDataProperty:"after",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate47.errors);
errors = vErrors.length;
}
}
if(data.to !== undefined){
if(!(validate50(data.to, {instancePath:instancePath+"/to",parentData:data,parentDataProperty:"to",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate50.errors);
errors = vErrors.length;
}
}
}
else {
const err3 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema66.type,parentSchema:schema66,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate46.errors = vErrors;
return errors === 0;
}
validate46.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema70 = {"$comment":"escalations","type":"array","minItems":1,"items":{"$ref":"#/$defs/escalation"}};

function validate53(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate53.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema70,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate46(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate46.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema70.type,parentSchema:schema70,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate53.errors = vErrors;
return errors === 0;
}
validate53.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};


function validate45(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate45.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
let valid0 = false;
const _errs2 = errors;
if(!(validate46(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate46.errors);
errors = vErrors.length;
}
var _valid0 = _errs2 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var props0 = true;
}
const _errs3 = errors;
if(!(validate53(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate53.errors);
errors = vErrors.length;
}
var _valid0 = _errs3 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var items0 = true;
}
if(!valid0){
const err0 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},schema:schema65.anyOf,parentSchema:schema65,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
validate45.errors = vErrors;
evaluated0.props = props0;
evaluated0.items = items0;
return errors === 0;
}
validate45.evaluated = {"dynamicProps":true,"dynamicItems":true};

const schema71 = {"$comment":"notify","type":"array","minItems":1,"items":{"$ref":"#/$defs/channel"}};
const schema72 = {"$comment":"channel","type":"string","pattern":"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"};

function validate57(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate57.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema71,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(typeof data0 === "string"){
if(!pattern4.test(data0)){
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/channel/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"},schema:"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$",parentSchema:schema72,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/channel/type",keyword:"type",params:{type: "string"},schema:schema72.type,parentSchema:schema72,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema71.type,parentSchema:schema71,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate57.errors = vErrors;
return errors === 0;
}
validate57.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};


function validate27(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate27.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs5 = errors;
let valid2 = false;
const _errs6 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.tools === undefined){
const err0 = {instancePath,schemaPath:"#/$defs/tools_or_when/anyOf/0/required",keyword:"required",params:{missingProperty: "tools"},schema:schema45.anyOf[0].required,parentSchema:schema45.anyOf[0],data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs6 === errors;
valid2 = valid2 || _valid0;
const _errs7 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.when === undefined){
const err1 = {instancePath,schemaPath:"#/$defs/tools_or_when/anyOf/1/required",keyword:"required",params:{missingProperty: "when"},schema:schema45.anyOf[1].required,parentSchema:schema45.anyOf[1],data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs7 === errors;
valid2 = valid2 || _valid0;
if(!valid2){
const err2 = {instancePath,schemaPath:"#/$defs/tools_or_when/anyOf",keyword:"anyOf",params:{},schema:schema45.anyOf,parentSchema:schema45,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func1.call(schema44.properties, key0))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema44,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.tools !== undefined){
if(!(validate28(data.tools, {instancePath:instancePath+"/tools",parentData:data,parentDataProperty:"tools",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate28.errors);
errors = vErrors.length;
}
}
if(data.except !== undefined){
if(!(validate34(data.except, {instancePath:instancePath+"/except",parentData:data,parentDataProperty:"except",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate34.errors);
errors = vErrors.length;
}
}
if(data.when !== undefined){
if(!(validate37(data.when, {instancePath:instancePath+"/when",parentData:data,parentDataProperty:"when",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate37.errors);
errors = vErrors.length;
}
}
if(data.timeout !== undefined){
if(!(validate39(data.timeout, {instancePath:instancePath+"/timeout",parentData:data,parentDataProperty:"timeout",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate39.errors);
errors = vErrors.length;
}
}
if(data.message !== undefined){
let data4 = data.message;
if(typeof data4 === "string"){
if(func2(data4) > 4096){
const err4 = {instancePath:instancePath+"/message",schemaPath:"#/$defs/message/maxLength",keyword:"maxLength",params:{limit: 4096},schema:4096,parentSchema:schema59,data:data4};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(func2(data4) < 1){
const err5 = {instancePath:instancePath+"/message",schemaPath:"#/$defs/message/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema59,data:data4};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/message",schemaPath:"#/$defs/message/type",keyword:"type",params:{type: "string"},schema:schema59.type,parentSchema:schema59,data:data4};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.on_rejection !== undefined){
let data5 = data.on_rejection;
if(typeof data5 !== "string"){
const err7 = {instancePath:instancePath+"/on_rejection",schemaPath:"#/$defs/on_rejection/type",keyword:"type",params:{type: "string"},schema:schema60.type,parentSchema:schema60,data:data5};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(!((data5 === "fail") || (data5 === "continue"))){
const err8 = {instancePath:instancePath+"/on_rejection",schemaPath:"#/$defs/on_rejection/enum",keyword:"enum",params:{allowedValues: schema60.enum},schema:schema60.enum,parentSchema:schema60,data:data5};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.approvers !== undefined){
if(!(validate43(data.approvers, {instancePath:instancePath+"/approvers",parentData:data,parentDataProperty:"approvers",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate43.errors);
errors = vErrors.length;
}
}
if(data.quorum !== undefined){
let data7 = data.quorum;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err9 = {instancePath:instancePath+"/quorum",schemaPath:"#/$defs/quorum/type",keyword:"type",params:{type: "integer"},schema:schema63.type,parentSchema:schema63,data:data7};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 1000 || isNaN(data7)){
const err10 = {instancePath:instancePath+"/quorum",schemaPath:"#/$defs/quorum/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},schema:1000,parentSchema:schema63,data:data7};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(data7 < 1 || isNaN(data7)){
const err11 = {instancePath:instancePath+"/quorum",schemaPath:"#/$defs/quorum/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},schema:1,parentSchema:schema63,data:data7};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
if(data.allow_self_approval !== undefined){
let data8 = data.allow_self_approval;
if(typeof data8 !== "boolean"){
const err12 = {instancePath:instancePath+"/allow_self_approval",schemaPath:"#/$defs/allow_self_approval/type",keyword:"type",params:{type: "boolean"},schema:schema64.type,parentSchema:schema64,data:data8};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.escalate !== undefined){
if(!(validate45(data.escalate, {instancePath:instancePath+"/escalate",parentData:data,parentDataProperty:"escalate",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate45.errors);
errors = vErrors.length;
}
}
if(data.notify !== undefined){
if(!(validate57(data.notify, {instancePath:instancePath+"/notify",parentData:data,parentDataProperty:"notify",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate57.errors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema44.type,parentSchema:schema44,data};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
validate27.errors = vErrors;
return errors === 0;
}
validate27.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema73 = {"$comment":"approval_blocks","type":"array","minItems":1,"items":{"$ref":"#/$defs/approval_block"}};

function validate60(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate60.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema73,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate27(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate27.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema73.type,parentSchema:schema73,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate60.errors = vErrors;
return errors === 0;
}
validate60.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};


function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate26.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
let valid0 = false;
const _errs2 = errors;
if(!(validate27(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate27.errors);
errors = vErrors.length;
}
var _valid0 = _errs2 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var props0 = true;
}
const _errs3 = errors;
if(!(validate60(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate60.errors);
errors = vErrors.length;
}
var _valid0 = _errs3 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var items0 = true;
}
if(!valid0){
const err0 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},schema:schema43.anyOf,parentSchema:schema43,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
validate26.errors = vErrors;
evaluated0.props = props0;
evaluated0.items = items0;
return errors === 0;
}
validate26.evaluated = {"dynamicProps":true,"dynamicItems":true};

const schema74 = {"$comment":"block","anyOf":[{"$ref":"#/$defs/block_block"},{"$ref":"#/$defs/block_blocks"}]};
const schema75 = {"$comment":"block_block","type":"object","additionalProperties":false,"properties":{"tools":{"$ref":"#/$defs/tools"},"except":{"$ref":"#/$defs/except"},"when":{"$ref":"#/$defs/when"},"message":{"$ref":"#/$defs/message"}},"allOf":[{"$ref":"#/$defs/tools_or_when"}]};

function validate65(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate65.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs5 = errors;
let valid2 = false;
const _errs6 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.tools === undefined){
const err0 = {instancePath,schemaPath:"#/$defs/tools_or_when/anyOf/0/required",keyword:"required",params:{missingProperty: "tools"},schema:schema45.anyOf[0].required,parentSchema:schema45.anyOf[0],data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs6 === errors;
valid2 = valid2 || _valid0;
const _errs7 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.when === undefined){
const err1 = {instancePath,schemaPath:"#/$defs/tools_or_when/anyOf/1/required",keyword:"required",params:{missingProperty: "when"},schema:schema45.anyOf[1].required,parentSchema:schema45.anyOf[1],data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs7 === errors;
valid2 = valid2 || _valid0;
if(!valid2){
const err2 = {instancePath,schemaPath:"#/$defs/tools_or_when/anyOf",keyword:"anyOf",params:{},schema:schema45.anyOf,parentSchema:schema45,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((key0 === "tools") || (key0 === "except")) || (key0 === "when")) || (key0 === "message"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema75,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.tools !== undefined){
if(!(validate28(data.tools, {instancePath:instancePath+"/tools",parentData:data,parentDataProperty:"tools",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate28.errors);
errors = vErrors.length;
}
}
if(data.except !== undefined){
if(!(validate34(data.except, {instancePath:instancePath+"/except",parentData:data,parentDataProperty:"except",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate34.errors);
errors = vErrors.length;
}
}
if(data.when !== undefined){
if(!(validate37(data.when, {instancePath:instancePath+"/when",parentData:data,parentDataProperty:"when",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate37.errors);
errors = vErrors.length;
}
}
if(data.message !== undefined){
let data3 = data.message;
if(typeof data3 === "string"){
if(func2(data3) > 4096){
const err4 = {instancePath:instancePath+"/message",schemaPath:"#/$defs/message/maxLength",keyword:"maxLength",params:{limit: 4096},schema:4096,parentSchema:schema59,data:data3};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(func2(data3) < 1){
const err5 = {instancePath:instancePath+"/message",schemaPath:"#/$defs/message/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema59,data:data3};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/message",schemaPath:"#/$defs/message/type",keyword:"type",params:{type: "string"},schema:schema59.type,parentSchema:schema59,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema75.type,parentSchema:schema75,data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
validate65.errors = vErrors;
return errors === 0;
}
validate65.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema78 = {"$comment":"block_blocks","type":"array","minItems":1,"items":{"$ref":"#/$defs/block_block"}};

function validate70(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate70.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema78,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate65(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate65.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema78.type,parentSchema:schema78,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate70.errors = vErrors;
return errors === 0;
}
validate70.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};


function validate64(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate64.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
let valid0 = false;
const _errs2 = errors;
if(!(validate65(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate65.errors);
errors = vErrors.length;
}
var _valid0 = _errs2 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var props0 = true;
}
const _errs3 = errors;
if(!(validate70(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate70.errors);
errors = vErrors.length;
}
var _valid0 = _errs3 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var items0 = true;
}
if(!valid0){
const err0 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},schema:schema74.anyOf,parentSchema:schema74,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
validate64.errors = vErrors;
evaluated0.props = props0;
evaluated0.items = items0;
return errors === 0;
}
validate64.evaluated = {"dynamicProps":true,"dynamicItems":true};

const schema79 = {"$comment":"allow","anyOf":[{"$ref":"#/$defs/allow_block"},{"$ref":"#/$defs/allow_blocks"}]};
const schema80 = {"$comment":"allow_block","type":"object","additionalProperties":false,"properties":{"tools":{"$ref":"#/$defs/tools"},"except":{"$ref":"#/$defs/except"},"when":{"$ref":"#/$defs/when"}},"allOf":[{"$ref":"#/$defs/tools_or_when"}]};

function validate75(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate75.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs5 = errors;
let valid2 = false;
const _errs6 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.tools === undefined){
const err0 = {instancePath,schemaPath:"#/$defs/tools_or_when/anyOf/0/required",keyword:"required",params:{missingProperty: "tools"},schema:schema45.anyOf[0].required,parentSchema:schema45.anyOf[0],data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs6 === errors;
valid2 = valid2 || _valid0;
const _errs7 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.when === undefined){
const err1 = {instancePath,schemaPath:"#/$defs/tools_or_when/anyOf/1/required",keyword:"required",params:{missingProperty: "when"},schema:schema45.anyOf[1].required,parentSchema:schema45.anyOf[1],data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs7 === errors;
valid2 = valid2 || _valid0;
if(!valid2){
const err2 = {instancePath,schemaPath:"#/$defs/tools_or_when/anyOf",keyword:"anyOf",params:{},schema:schema45.anyOf,parentSchema:schema45,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "tools") || (key0 === "except")) || (key0 === "when"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema80,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.tools !== undefined){
if(!(validate28(data.tools, {instancePath:instancePath+"/tools",parentData:data,parentDataProperty:"tools",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate28.errors);
errors = vErrors.length;
}
}
if(data.except !== undefined){
if(!(validate34(data.except, {instancePath:instancePath+"/except",parentData:data,parentDataProperty:"except",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate34.errors);
errors = vErrors.length;
}
}
if(data.when !== undefined){
if(!(validate37(data.when, {instancePath:instancePath+"/when",parentData:data,parentDataProperty:"when",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate37.errors);
errors = vErrors.length;
}
}
}
else {
const err4 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema80.type,parentSchema:schema80,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate75.errors = vErrors;
return errors === 0;
}
validate75.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema82 = {"$comment":"allow_blocks","type":"array","minItems":1,"items":{"$ref":"#/$defs/allow_block"}};

function validate80(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate80.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema82,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate75(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate75.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema82.type,parentSchema:schema82,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate80.errors = vErrors;
return errors === 0;
}
validate80.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};


function validate74(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate74.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
let valid0 = false;
const _errs2 = errors;
if(!(validate75(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate75.errors);
errors = vErrors.length;
}
var _valid0 = _errs2 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var props0 = true;
}
const _errs3 = errors;
if(!(validate80(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate80.errors);
errors = vErrors.length;
}
var _valid0 = _errs3 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var items0 = true;
}
if(!valid0){
const err0 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},schema:schema79.anyOf,parentSchema:schema79,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
validate74.errors = vErrors;
evaluated0.props = props0;
evaluated0.items = items0;
return errors === 0;
}
validate74.evaluated = {"dynamicProps":true,"dynamicItems":true};


function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs5 = errors;
let valid2 = false;
const _errs6 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.approval === undefined){
const err0 = {instancePath,schemaPath:"#/$defs/something_to_decide/anyOf/0/required",keyword:"required",params:{missingProperty: "approval"},schema:schema33.anyOf[0].required,parentSchema:schema33.anyOf[0],data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs6 === errors;
valid2 = valid2 || _valid0;
const _errs7 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.block === undefined){
const err1 = {instancePath,schemaPath:"#/$defs/something_to_decide/anyOf/1/required",keyword:"required",params:{missingProperty: "block"},schema:schema33.anyOf[1].required,parentSchema:schema33.anyOf[1],data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs7 === errors;
valid2 = valid2 || _valid0;
const _errs8 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.allow === undefined){
const err2 = {instancePath,schemaPath:"#/$defs/something_to_decide/anyOf/2/required",keyword:"required",params:{missingProperty: "allow"},schema:schema33.anyOf[2].required,parentSchema:schema33.anyOf[2],data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid0 = _errs8 === errors;
valid2 = valid2 || _valid0;
const _errs9 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.default === undefined){
const err3 = {instancePath,schemaPath:"#/$defs/something_to_decide/anyOf/3/required",keyword:"required",params:{missingProperty: "default"},schema:schema33.anyOf[3].required,parentSchema:schema33.anyOf[3],data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
var _valid0 = _errs9 === errors;
valid2 = valid2 || _valid0;
if(!valid2){
const err4 = {instancePath,schemaPath:"#/$defs/something_to_decide/anyOf",keyword:"anyOf",params:{},schema:schema33.anyOf,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func1.call(schema32.properties, key0))){
const err5 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern4.test(data0)){
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/name/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"},schema:"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$",parentSchema:schema34,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/name/type",keyword:"type",params:{type: "string"},schema:schema34.type,parentSchema:schema34,data:data0};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.mode !== undefined){
let data1 = data.mode;
if(typeof data1 !== "string"){
const err8 = {instancePath:instancePath+"/mode",schemaPath:"#/$defs/mode/type",keyword:"type",params:{type: "string"},schema:schema35.type,parentSchema:schema35,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(!((data1 === "enforce") || (data1 === "monitor"))){
const err9 = {instancePath:instancePath+"/mode",schemaPath:"#/$defs/mode/enum",keyword:"enum",params:{allowedValues: schema35.enum},schema:schema35.enum,parentSchema:schema35,data:data1};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.default !== undefined){
let data2 = data.default;
if(typeof data2 !== "string"){
const err10 = {instancePath:instancePath+"/default",schemaPath:"#/$defs/default/type",keyword:"type",params:{type: "string"},schema:schema36.type,parentSchema:schema36,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(!(((data2 === "allow") || (data2 === "block")) || (data2 === "require_approval"))){
const err11 = {instancePath:instancePath+"/default",schemaPath:"#/$defs/default/enum",keyword:"enum",params:{allowedValues: schema36.enum},schema:schema36.enum,parentSchema:schema36,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.agents !== undefined){
if(!(validate22(data.agents, {instancePath:instancePath+"/agents",parentData:data,parentDataProperty:"agents",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate22.errors);
errors = vErrors.length;
}
}
if(data.catalog !== undefined){
let data4 = data.catalog;
if(typeof data4 === "string"){
if(func2(data4) > 1024){
const err12 = {instancePath:instancePath+"/catalog",schemaPath:"#/$defs/catalog/maxLength",keyword:"maxLength",params:{limit: 1024},schema:1024,parentSchema:schema39,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(func2(data4) < 1){
const err13 = {instancePath:instancePath+"/catalog",schemaPath:"#/$defs/catalog/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema39,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/catalog",schemaPath:"#/$defs/catalog/type",keyword:"type",params:{type: "string"},schema:schema39.type,parentSchema:schema39,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.on_policy_change !== undefined){
let data5 = data.on_policy_change;
if(typeof data5 !== "string"){
const err15 = {instancePath:instancePath+"/on_policy_change",schemaPath:"#/$defs/on_policy_change/type",keyword:"type",params:{type: "string"},schema:schema40.type,parentSchema:schema40,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(!((data5 === "resolve") || (data5 === "hold"))){
const err16 = {instancePath:instancePath+"/on_policy_change",schemaPath:"#/$defs/on_policy_change/enum",keyword:"enum",params:{allowedValues: schema40.enum},schema:schema40.enum,parentSchema:schema40,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.redact !== undefined){
if(!(validate24(data.redact, {instancePath:instancePath+"/redact",parentData:data,parentDataProperty:"redact",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate24.errors);
errors = vErrors.length;
}
}
if(data.approval !== undefined){
if(!(validate26(data.approval, {instancePath:instancePath+"/approval",parentData:data,parentDataProperty:"approval",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate26.errors);
errors = vErrors.length;
}
}
if(data.block !== undefined){
if(!(validate64(data.block, {instancePath:instancePath+"/block",parentData:data,parentDataProperty:"block",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate64.errors);
errors = vErrors.length;
}
}
if(data.allow !== undefined){
if(!(validate74(data.allow, {instancePath:instancePath+"/allow",parentData:data,parentDataProperty:"allow",rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate74.errors);
errors = vErrors.length;
}
}
}
else {
const err17 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema32.type,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(!(validate21(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = joined(vErrors, validate21.errors);
errors = vErrors.length;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

function joined(errors, more) {
  if (errors === null) return more;
  for (const error of more) errors.push(error);
  return errors;
}

/** Everything in which `value` is not a policy; empty when it is one. */
export function schemaErrors(value: unknown): readonly SchemaError[] {
  return validate20(value) ? [] : validate20.errors;
}

/** Which keys each object of the grammar knows, by the name of its definition. */
export const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  "policy": [
    "name",
    "mode",
    "default",
    "agents",
    "catalog",
    "on_policy_change",
    "redact",
    "approval",
    "block",
    "allow"
  ],
  "approval_block": [
    "tools",
    "except",
    "when",
    "timeout",
    "message",
    "on_rejection",
    "approvers",
    "quorum",
    "allow_self_approval",
    "escalate",
    "notify"
  ],
  "block_block": [
    "tools",
    "except",
    "when",
    "message"
  ],
  "allow_block": [
    "tools",
    "except",
    "when"
  ],
  "escalation": [
    "after",
    "to"
  ]
};
